/** The console from a shell: each command is a separate process, and the mock is served by another one. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqliteStore } from '#cas-core'
import { operationNamed, operationSchema } from './product/operation-help.ts'
import { productCommand } from './product.ts'
import { node } from './testing/child.ts'
import { HOSTILE, harmless } from './testing/hostile-export.ts'
import { MAIN, type Served, serving } from './testing/served.ts'

let served: Served
beforeAll(async () => {
  served = await serving()
})
afterAll(() => served.stop())

const INLINE = 'Exchange Online (Inline Mode)'
const inline = JSON.stringify({ service: INLINE })

const file = (name: string): string => join(served.folder, name)

/** Commands of one customer, over one store. */
const consoleOf = (company: string, ...options: string[]) => {
  const own = ['--store', file(`${company}.sqlite`), '--company', company, ...options]
  return {
    product: (...words: string[]) => served.casproof('product', ...words, ...own),
    administrator: (...words: string[]) => served.casproof('administrator', ...words, ...own),
  }
}

test('inline mode in the earlier generation: verified by its button, removed, cleaned up', async () => {
  const { product, administrator } = consoleOf('fabrikam', '--generation', 'cas')
  const given = await administrator('--username', 'admin@fabrikam.com', '--pim')
  expect([given.err, given.code]).toEqual(['', 0])
  expect(given.out).toMatch(
    /through PIM\nconsent for data sync: .*\nnext: casproof product verifyAndSubmit '/,
  )
  const { out, code } = await product('verifyAndSubmit', inline)
  expect(code).toBe(0)
  expect(out).toMatch(/^Exchange Online protected in inline mode\.\n {2}- acquired \d access tokens\n/)
  expect(out).toMatch(/^ {2}state: Granted$/m)
  expect(out).not.toMatch(/[{}"]/)
  const status = await product('viewServiceStatus', '--json')
  expect(JSON.parse(status.out)).toMatchObject({ outcome: 'done', data: { services: expect.any(Array) } })
  expect(status.out.split('\n')).toHaveLength(2)
  const asked = await product('removeServiceAccount', inline)
  expect([asked.code, asked.out]).toEqual([
    1,
    expect.stringMatching(/^pending: Only a Global Administrator [\s\S]*\n {2}url:\nhttps:\S+\n$/),
  ])
  writeFileSync(
    file('remove.json'),
    JSON.stringify({
      service: INLINE,
      administrator: { username: 'admin@fabrikam.com', password: 'mock-password-of-admin' },
    }),
  )
  expect(await product('removeServiceAccount', `@${file('remove.json')}`)).toMatchObject({ code: 0 })
  writeFileSync(
    file('clean-up.json'),
    JSON.stringify({ service: INLINE, administrator: { username: 'admin@fabrikam.com', password: 'wrong' } }),
  )
  const wrong = await product('cleanUp', `@${file('clean-up.json')}`)
  expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/^(refused|failed): .*/)])
  const kept = readFileSync(file('fabrikam.sqlite'), 'latin1')
  expect(kept).not.toContain('mock-secret')
})

test('API mode with selected users in the later generation, and what is shown of them', async () => {
  const { product, administrator } = consoleOf('contoso')
  const given = await administrator('--service', 'Exchange Online', '--users', 'ada.lovelace@contoso.com')
  expect([given.err, given.code]).toEqual(['', 0])
  expect(given.out).toMatch(/^targets: Selected: 1 \/ 100$/m)
  expect(given.out).toMatch(/^next: casproof product submitGrant '/m)
  const granted = await product('submitGrant', '{"service": "Exchange Online"}')
  expect([granted.code, granted.out.split('\n')[0]]).toEqual([
    0,
    'Successfully created a service account and synced data.',
  ])
  const users = await product('viewSynchronizedUsers')
  expect(users.out).toMatch(/^ {4}- id: .*\n {6}user principal name: ada\.lovelace@contoso\.com$/m)
  expect((await product('viewBanners')).out).toMatch(/^banners: none\noffers:\n {2}- organization: /)
})

test('what is due later is not waited for: it is said how it is done', async () => {
  const { product } = consoleOf('later')
  await product('setLicence', '{"site": "EU"}', '--role', 'vendor')
  const later = await product('runDue', '{"until": "2999-01-01T00:00:00Z"}', '--role', 'vendor')
  expect(later).toMatchObject({ code: 2, out: '' })
  expect(later.err).toMatch(/^casproof: runDue: until: 2999-\S+ is yet to come, .*run it again later/)
  const past = await product('runDue', '{"until": "2020-01-01T00:00:00Z"}', '--role', 'vendor')
  expect(past).toMatchObject({ code: 0, err: '' })
})

test('the former account for outgoing mail is listed beside inbound protection, and migrated', async () => {
  const { product, administrator } = consoleOf('alpine')
  await product('setLicence', '{"site": "EU"}', '--role', 'vendor')
  await product(
    'beginGrant',
    JSON.stringify({ service: INLINE, directions: 'inbound', policy: 'Default ATP policy' }),
  )
  await administrator('--username', 'admin@alpineskihouse.com')
  const listed = await product('listServiceAccounts')
  expect(listed.out).toMatch(
    /^ {6}- service: Exchange Mail Flow\n {8}status: Granted\n {8}links: Migration Available$/m,
  )
  const upgraded = await product('upgradeForOutbound')
  expect([upgraded.code, upgraded.out.replaceAll('\n', ' ')]).toEqual([
    1,
    expect.stringMatching(/^refused: .* migrate outbound protection in place of the upgrade/),
  ])
  const migrated = await product('migrateOutboundProtection')
  expect([migrated.code, migrated.out.replaceAll('\n', ' ')]).toEqual([
    0,
    expect.stringMatching(
      /^outgoing mail is protected by Exchange Online \(Inline Mode\); the Exchange Mail Flow/,
    ),
  ])
  expect(migrated.err).toMatch(
    /enable TMCAS Inline Outgoing .*\n[\s\S]*remove TMCAS Outbound Transport Rule\n/,
  )
  expect((await product('listServiceAccounts')).out).not.toContain('Exchange Mail Flow')
})

test('whoever works on an account is told to the second one, which does nothing', async () => {
  const { product } = consoleOf('busy')
  await product('setLicence', '{"site": "EU"}', '--role', 'vendor')
  const store = sqliteStore(file('busy.sqlite'))
  const lease = await store.of('busy/1/inline').journal.lease('process 7', 600_000, Date.now())
  const second = await product('beginGrant', inline)
  expect(second).toMatchObject({ code: 1, err: '' })
  expect(second.out).toMatch(/^refused: .*process 7/s)
  await lease.release()
  await store.close()
  expect(await product('beginGrant', inline)).toMatchObject({ code: 0 })
})

test('names that were written to deceive act on no terminal', async () => {
  const { product } = consoleOf('hostile')
  const name = HOSTILE.slice(0, 30)
  const added = await product('addOrganization', JSON.stringify({ name, description: HOSTILE }))
  expect(added.code).toBe(0)
  for (const words of [['listOrganizations'], ['listOrganizations', '--json']]) {
    const { out } = await product(...words)
    expect(harmless(out)).toContain('pwned')
    expect(out.split('\n')).not.toContain('Clean.')
  }
  const unknown = await product(HOSTILE)
  expect(unknown.code).toBe(2)
  harmless(unknown.err)
})

test('input comes from standard input, too, and says what is wrong once', async () => {
  const script = `
    const { spawnSync } = require('node:child_process')
    const { status, stdout, stderr } = spawnSync(process.execPath, ${JSON.stringify([
      MAIN,
      'product',
      'setLicence',
      '-',
      '--role',
      'vendor',
      '--store',
      file('stdin.sqlite'),
    ])}, { input: '{"site": "EU"}' })
    console.log(status, String(stdout), String(stderr))`
  const { out } = await node(['-e', script], { env: served.env })
  expect(out).toMatch(/^0 The licence is served by the site EU\.\n {2}site: EU\n {1,2}\n/)
})

const BAD: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['viewgrnt', undefined, /"viewgrnt" is not an operation; did you mean viewGrant/],
  ['viewGrant', '{', /viewGrant: the input: line 1, column 2: .*; casproof product viewGrant --help/],
  ['viewGrant', '@no-file', /viewGrant: the input: no-file cannot be read: there is no such file; casproof/],
  [
    'cleanUp',
    JSON.stringify({ service: INLINE, administrator: { username: 'a', password: 'b' } }),
    /administrator\.password: a command line can be read by others; leave it out and set CASPROOF_PASSWORD/,
  ],
  [
    'cleanUp',
    JSON.stringify({ service: INLINE, administrator: { username: 'a' } }),
    /administrator\.password: there is none; set the environment variable CASPROOF_PASSWORD$/,
  ],
  ['viewLicence', undefined, /--product: missing\.json cannot be read: .*; casproof serve writes one/],
]

test.each(BAD)('%s %s is refused with place and mend, and no store is made', async (name, input, said) => {
  const store = file('bad.sqlite')
  const who = { company: 'bad', as: 'owner@customer.example', role: 'Global administrator' } as const
  const failure = productCommand(name, input, { ...who, store, product: 'missing.json' })
  await expect(failure).rejects.toThrow(said)
  expect(existsSync(store)).toBe(false)
})

test('ill-formed input ends with 2 and one sentence, which names place and mend', async () => {
  const { code, out, err } = await consoleOf('bad').product('viewGrant', '{}')
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(
    /^casproof: viewGrant: service: expected "Exchange Online", .*casproof product viewGrant --help.*\n$/,
  )
})

test('the help of an operation needs neither product file nor store', async () => {
  const env = { ...served.env, CASPROOF_HOME: file('no-such-home') }
  const { code, out } = await node([MAIN, 'product', 'viewGrant', '--help'], { env })
  expect([code, out]).toEqual([0, expect.stringMatching(/^Shows the steps of a grant/)])
  expect(await operationSchema(operationNamed('viewGrant'))).toMatchObject({
    title: 'casproof product viewGrant',
    required: ['service'],
  })
})
