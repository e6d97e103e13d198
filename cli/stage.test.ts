import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { settingsFrom } from '#cas-core'
import { embeddedCloud, seededIds, virtualClock } from '#mock-m365'
import { exampleFor } from './account-file.ts'
import { stageCommand } from './stage.ts'
import { EXPLANATION_OF_STAGE } from './stage-help.ts'
import { node } from './testing/child.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'casproof-stage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const example = JSON.parse(/^\{\n[\s\S]+?^\}$/m.exec(EXPLANATION_OF_STAGE)?.[0] ?? '')
const ACCOUNT = file('account.json', JSON.stringify(example))
const journal = join(folder, 'journal')
const settingsIn = (path: string) => settingsFrom(readFileSync(path), path, '')
const options = { account: ACCOUNT, journal, purpose: 'mail flow' } as const
const missing = join(folder, 'missing.pem')
const OWN = 'https://console.casproof.invalid/inline/consented'
const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error)

describe('the account file', () => {
  test('that the help shows is taken, and so is the one that serve writes', () => {
    expect(settingsIn(ACCOUNT)).toEqual(example)
    const { tenants } = embeddedCloud({ clock: virtualClock(0), ids: seededIds('account') })
    const [first] = tenants
    const written = first && settingsIn(file('written.json', exampleFor(first, 'Japan')))
    expect(written).toMatchObject({
      tenantId: example.tenantId,
      site: 'Japan',
      application: example.application,
    })
  })

  const policy = example.policies[0]
  const withPolicy = (changes: object) => ({ policies: [{ ...policy, ...changes }] })
  test.each([
    [{ tenantId: 'contoso' }, 'tenantId: expected a GUID, found "contoso"'],
    [{ site: 'Mars' }, 'site: expected "US", "EU", '],
    [{ directions: 'outbound' }, 'directions: expected "inbound" or "both", found "outbound"'],
    [{ vendorKey: undefined }, 'vendorKey: expected text, found nothing'],
    [{ application: 'x' }, 'application: expected an object, found "x"'],
    [
      { application: { ...example.application, redirectUri: 'x' } },
      'application.redirectUri: expected an address',
    ],
    [{ application: { ...example.application, clientSecret: 1 } }, 'application.clientSecret: expected text'],
    [{ policies: {} }, 'policies: expected a list of at most 1000, found {}'],
    [{ policies: [null] }, 'policies[0]: expected an object, found null'],
    [withPolicy({ targets: 'all' }), 'policies[0].targets: expected {"all": true}, '],
    [withPolicy({ targets: { all: false } }), 'policies[0].targets: expected {"all": true}, '],
    [withPolicy({ targets: { users: [] } }), 'policies[0].targets: expected {"all": true}, '],
    [
      withPolicy({ targets: { users: ['ada'], groups: [] } }),
      'policies[0].targets.users[0]: expected a GUID, found "ada"',
    ],
    [withPolicy({ enabled: 'yes' }), 'policies[0].enabled: expected true or false, found "yes"'],
    [withPolicy({ kind: 'DLP' }), 'policies[0].direction: expected "outbound", since'],
    [withPolicy({ colour: 1 }), 'policies[0].colour: expected no such property; '],
    [{ spoofTypes: ['Both'] }, 'spoofTypes[0]: expected "External" or "Internal", found "Both"'],
    [{ extra: 1 }, 'extra: expected no such property; the properties are tenantId, '],
  ])('with %j is refused with its place, before the journal is made', async (changes, said) => {
    const account = file('wrong.json', JSON.stringify({ ...example, ...changes }))
    const failure = await failureOf(stageCommand('provision', { ...options, account }))
    expect(String(failure).replace(/ \(line \d+, column \d+\)/, '')).toContain(`${account}: ${said}`)
    expect(existsSync(journal)).toBe(false)
  })
})

describe('what is wrong with an option is named, and nothing is begun', () => {
  test.each([
    [
      'provision',
      { ca: missing },
      `--ca: ${missing} cannot be read: there is no such file; casproof serve prints`,
    ],
    ['provision', { ca: folder }, `--ca: ${folder} cannot be read: it is a folder; casproof serve prints`],
    ['provision', { ca: ACCOUNT }, `--ca: ${ACCOUNT} holds no certificate in PEM; casproof serve prints`],
    ['provision', { account: missing }, `--account: ${missing} cannot be read: there is no such file`],
    ['provision', { account: file('no.json', '{') }, `no.json: line 1, column 2: not JSON`],
    ['provision', { proxy: 'x' }, '--proxy takes an address'],
    ['provision', { connectTo: '127.0.0.1:0' }, '--connect-to takes host:port'],
    ['accept-consent', {}, '--callback <url> is needed'],
    ['accept-consent', { callback: 'x' }, `--callback: "x" is not an address; paste the whole one`],
    [
      'accept-consent',
      { callback: `${OWN}?admin_consent=True&tenant=${example.tenantId}&state=casproof-data-sync` },
      '--callback: this answers the consent for data sync, not the one for mail flow; give --purpose "data sync"',
    ],
    ['clean-up', {}, '--username <name> is needed'],
    ['clean-up', { username: 'admin@contoso.com' }, 'CASPROOF_PASSWORD is needed'],
  ] as const)('%s %j', async (stage, wrong, said) => {
    const failure = await failureOf(stageCommand(stage, { ...options, ...wrong }))
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).toContain(said)
    expect(existsSync(journal)).toBe(false)
  })
})

test('policies are taken over into the journal once, and replaced on request', async () => {
  const own = join(folder, 'policies-journal')
  const policiesIn = () => {
    const kept = new DatabaseSync(own, { readOnly: true })
    const rows = kept.prepare(`SELECT body FROM journal WHERE type = 'policies'`).all()
    kept.close()
    return rows.map(({ body }) => JSON.parse(String(body)).policies)
  }
  const changed = file('changed.json', JSON.stringify({ ...example, policies: [] }))
  for (const [account, name] of [
    [ACCOUNT, 'deprovision'],
    [changed, 'deprovision'],
    [changed, 'set-policies'],
  ] as const)
    await stageCommand(name, { ...options, account, journal: own })
  expect(policiesIn()).toEqual([example.policies, []])
})

/** The command in a separate process. */
const stage = (...args: string[]) =>
  node([MAIN, 'stage', ...args, '--account', ACCOUNT, '--journal', join(folder, 'own-journal')])

test('each consent has an answer of its own', async () => {
  const stateOf = async (purpose: string) =>
    new URL((await stage('consent-url', '--purpose', purpose)).out).searchParams.get('state')
  const [mail, data] = await Promise.all([stateOf('mail flow'), stateOf('data sync')])
  expect([mail, data]).toEqual(['casproof-mail-flow', 'casproof-data-sync'])
  for (const [purpose, state] of [
    ['mail flow', mail],
    ['data sync', data],
  ] as const) {
    const callback = `${OWN}?admin_consent=True&tenant=${example.tenantId}&state=${state}`
    const { code, out } = await stage('accept-consent', '--purpose', purpose, '--callback', callback)
    expect([code, out]).toEqual([0, `consent for ${purpose} recorded\n`])
  }
})
