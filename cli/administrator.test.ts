/** The administrator of a served mock, played by one command, before the console or before a stage. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administratorCommand } from './administrator.ts'
import { type Served, serving } from './testing/served.ts'

let served: Served
beforeAll(async () => {
  served = await serving()
})
afterAll(() => served.stop())

const file = (name: string): string => join(served.folder, name)
const administrator = (company: string, ...words: string[]) =>
  served.casproof('administrator', '--store', file(`${company}.sqlite`), '--company', company, ...words)
const INLINE = 'Exchange Online (Inline Mode)'

test('a grant in inline mode is whole, and a second time nothing is done again', async () => {
  const first = await administrator('contoso')
  expect([first.err, first.code]).toEqual(['', 0])
  expect(first.out.replaceAll(/[0-9a-f-]{36}/g, '<app>').split('\n')).toEqual([
    'licence: The licence is served by the site EU.',
    `grant: Protecting ${INLINE}…`,
    'consent for mail flow: consent for mail flow recorded',
    'role Exchange Administrator: assigned to <app>',
    'consent for data sync: Successfully created a service account and synced data.',
    `${INLINE}: Granted`,
    '',
  ])
  expect(await administrator('contoso')).toEqual({ code: 0, out: `${INLINE}: Granted\n`, err: '' })
})

test('it stops midway where it is asked to, and goes on from there', async () => {
  const northwind = (...words: string[]) =>
    administrator('northwind', '--username', 'admin@northwind.com', ...words)
  const consents = await northwind('--only', 'consents')
  expect(consents.out).toMatch(/^consent for data sync: pending: /m)
  expect(consents.out).toMatch(/^next: casproof product submitGrant '\{"service":"Exchange Online/m)
  const again = await northwind('--only', 'consents')
  expect(again.out).toMatch(/^consent for mail flow: given before\nconsent for data sync: given before$/m)
  expect((await northwind('--only', 'role')).out).toMatch(/^role Exchange Administrator: assigned to /)
  expect((await northwind('--only', 'role')).out).toMatch(
    /^role Exchange Administrator: \S+ has it already$/m,
  )
})

test('without Microsoft Entra ID P2 there is no PIM: the mend names a tenant that has it', async () => {
  const { code, err } = await administrator('aw', '--username', 'admin@adventure-works.com', '--pim')
  expect([code, err]).toEqual([
    2,
    'casproof: role Exchange Administrator: adventure-works.com has no Microsoft Entra ID P2, without which there is no PIM; leave out --pim, or take a tenant that has it: fabrikam.com\n',
  ])
})

test.each([
  ['SharePoint Online', 'cecp', 'proseware.onmicrosoft.com'],
  ['OneDrive', 'cas', 'lamnahealthcare.com'],
])(
  'API mode for %s in %s: all targets, and one consent without a role',
  async (service, generation, domain) => {
    const words = ['--service', service, '--generation', generation, '--username', `admin@${domain}`]
    const { code, out, err } = await administrator(domain, ...words)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^targets: Synchronize all users and groups\.$/m)
    expect(out).not.toContain('role')
    const before = generation === 'cecp' ? /targets: [\s\S]*consent for/ : /consent for [\s\S]*targets: /
    expect(out).toMatch(before)
    expect(out).toMatch(generation === 'cecp' ? `${service}: Granted` : /^next: .* verifyAndSubmit /m)
  },
)

test('before a stage: both consents and the role, and casproof stage provision is next, ready to paste', async () => {
  const account = file('accounts/woodgrovebank.com.json')
  const words = ['administrator', '--account', account, '--journal', file('woodgrove.journal')]
  const given = await served.casproof(...words)
  expect([given.err, given.code]).toEqual(['', 0])
  const next = /^next: casproof (stage provision .*)$/m.exec(given.out)?.[1] ?? ''
  const granted = await served.casproof(...next.split(' '))
  expect([granted.code, granted.out]).toEqual([0, expect.stringContaining('Successfully created')])
  const again = await served.casproof(...words)
  expect(again.out).toMatch(/^role Exchange Administrator: \S+ has it already$/m)
})

/** What the command is refused with. */
const refusalOf = (options: Partial<Parameters<typeof administratorCommand>[0]>) =>
  administratorCommand({
    service: INLINE,
    site: 'EU',
    store: file('bad.sqlite'),
    company: 'bad',
    as: 'owner@customer.example',
    product: file('product.json'),
    ...options,
  }).then(
    () => 'nothing',
    (error: unknown) => String(error),
  )

const BAD: readonly (readonly [Parameters<typeof refusalOf>[0], string])[] = [
  [
    { users: ['a@b.example'] },
    '--targets and --users: Exchange Online (Inline Mode) has no targets; Exchange',
  ],
  [{ service: 'OneDrive', targets: 'selected' }, '--targets selected needs --users <names>'],
  [{ service: 'OneDrive', targets: 'all', users: ['a@b.example'] }, '--users and --targets all contradict'],
  [{ service: 'OneDrive', only: 'role' }, '--only role: OneDrive works with permissions alone'],
  [{ service: 'Teams' }, '--service: viewGrant: service: expected "Exchange Online", '],
  [
    { only: 'role' },
    'the application is not in the tenant yet; casproof administrator --only consents brings it',
  ],
  [{ username: 'admin' }, '--username takes a sign-in name such as admin@contoso.com, not "admin"'],
  [{ account: 'a.json' }, '--account and --journal go together'],
]

test.each(BAD)('%j is refused before anything is done', async (options, said) => {
  expect(await refusalOf(options)).toContain(said)
})

test('nobody is played anywhere but on a mock of this machine', async () => {
  const refused = (network: object) => {
    const whole = { profile: 'cecp', vendorKey: 'any', applications: [], network }
    writeFileSync(file('other.json'), JSON.stringify(whole))
    return refusalOf({ product: file('other.json') })
  }
  for (const network of [{}, { connectTo: 'login.microsoftonline.com:443' }, { proxy: 'http://127.0.0.1:1' }])
    expect(await refused(network)).toContain('a person is played on a mock of this machine alone')
  expect(await refused({ connectTo: '127.0.0.1:1' })).toMatch(
    /no mock answers at 127\.0\.0\.1:1 .*; casproof serve starts one$/,
  )
})
