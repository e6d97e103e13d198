/**
 * What an operation of the console says of itself is held: one that is repeatable leaves everything, asked a second time, as
 * it was after the first; and one that only looks leaves everything as it was before.
 */
import { describe, expect, test } from 'vitest'
import { type ConsoleUser, OPERATIONS } from '#cas-core'
import { administrator } from './harness/administrator.ts'
import { CUSTOMER } from './harness/console/product.ts'
import { endStateOf } from './harness/end-state.ts'
import { play } from './harness/play.ts'
import type { Step } from './harness/script.ts'
import { embeddedOrigin, type World } from './harness/world.ts'
import type { SubjectAnswer } from './subjects/subject.ts'

const INLINE = { service: 'Exchange Online (Inline Mode)' }
const API = { service: 'Exchange Online' }
const ADA = 'ada.lovelace@contoso.com'

const operated = (operation: string, input: object, more: object = {}): Step =>
  ({ op: 'console', operation, input, ...more }) as Step
const consented = (service: { service: string }): Step => ({ op: 'console consent', ...service })

const LICENCE: readonly Step[] = [operated('setLicence', { site: 'EU' }, { as: 'vendor' })]
const GRANTING: readonly Step[] = [
  ...LICENCE,
  operated('beginGrant', { ...INLINE, policy: 'Default ATP policy' }),
]
const WITHOUT_LAST: readonly Step[] = [...GRANTING, consented(INLINE), { op: 'assign role' }]
const GRANTED: readonly Step[] = [
  ...WITHOUT_LAST,
  consented(INLINE),
  operated('addPolicy', {
    ...INLINE,
    kind: 'ATP',
    name: 'Own',
    direction: 'inbound',
    targets: { all: true },
  }),
  operated('addPolicy', {
    ...INLINE,
    kind: 'ATP',
    name: 'Other',
    direction: 'inbound',
    targets: { all: true },
  }),
]
const BESIDE_FORMER: readonly Step[] = [
  ...LICENCE,
  operated('beginGrant', { ...INLINE, directions: 'inbound', policy: 'Default ATP policy' }),
  consented(INLINE),
  { op: 'assign role' },
  consented(INLINE),
]
const REVOKED: readonly Step[] = [...GRANTED, operated('removeServiceAccount', INLINE, { by: 'admin' })]
const SELECTING: readonly Step[] = [
  ...LICENCE,
  operated('beginGrant', { ...API, targets: 'selected' }),
  consented(API),
]
const SELECTED: readonly Step[] = [
  ...SELECTING,
  operated('selectTargets', { ...API, add: [ADA] }),
  operated('submitGrant', API),
]
const QUARANTINED: readonly Step[] = [
  ...LICENCE,
  operated('beginGrant', { ...API, targets: 'all', policy: 'Default ATP policy' }),
  consented(API),
  { op: 'receive mail', to: 'Ada Lovelace', subject: 'Invoice', isMalware: true },
  { op: 'notify' },
]

interface Repeated {
  /** What leads to a state in which the operation has something to do. */
  readonly before: readonly Step[]
  readonly input?: object | ((world: World) => Promise<object>)
  readonly generation?: 'cas'
  /** The embedded tenant; `plain` where absent. */
  readonly tenant?: string
}

const policyNamed =
  (name: string, more: object = {}) =>
  async (world: World) => {
    const { data } = await asked(world, 'listPolicies', INLINE)
    const { policies } = data as {
      readonly policies: readonly { readonly id: string; readonly name: string }[]
    }
    return { ...INLINE, id: policies.find((one) => one.name === name)?.id, ...more }
  }

const credentials = async ({ fetch, origin }: World) => {
  const { username, password } = administrator(fetch, origin.facts, 'admin')
  return { ...INLINE, administrator: { username, password } }
}

const lastCallback = async (world: World) => {
  const { data } = await asked(world, 'consentUrl', INLINE)
  const person = administrator(world.fetch, world.origin.facts, 'admin')
  const answer = await person.consent((data as { readonly url: string }).url, 'accept')
  return { callback: 'callback' in answer ? answer.callback : '' }
}

const groupNamed = async ({ tenant }: World) => ({
  group: tenant.find('groups', 'displayName', 'Research')[0]?.id,
})

const dismissable = async (world: World) => {
  const { data } = await asked(world, 'listNotifications', {})
  return { id: (data as { readonly notifications: readonly { readonly id: string }[] }).notifications[0]?.id }
}

const WEEKLY = {
  ...{ id: 'weekly', name: 'Every Monday', frequency: 'weekly', period: 'Last week', isOn: true },
  sections: ['Total Scans and Detections'],
}

/** Operations that change something the first time, each where it does. */
const CHANGING: Readonly<Record<string, Repeated>> = {
  setLicence: { before: [], input: { site: 'EU' } },
  renameOrganization: { before: LICENCE, input: { organization: 'Default Organization', name: 'Contoso' } },
  acceptConsent: { before: WITHOUT_LAST, input: lastCallback },
  submitGrant: { before: [...SELECTING, operated('selectTargets', { ...API, add: [ADA] })], input: API },
  verifyAndSubmit: { before: [...WITHOUT_LAST, consented(INLINE)], input: INLINE, generation: 'cas' },
  chooseTargets: { before: SELECTING, input: { ...API, choice: 'all' } },
  selectTargets: { before: SELECTING, input: { ...API, add: [ADA] } },
  beginRecreateToken: { before: GRANTED, input: INLINE },
  addSynchronizedUsers: { before: SELECTED, input: { add: ['blaise.pascal@contoso.com'] } },
  importSynchronizedUsers: {
    before: SELECTED,
    input: { fileName: 'people.txt', text: 'blaise.pascal@contoso.com' },
  },
  removeServiceAccount: { before: GRANTED, input: credentials },
  migrateOutboundProtection: { before: BESIDE_FORMER, tenant: 'predecessor' },
  cleanUp: { before: REVOKED, input: credentials },
  changePolicy: {
    before: GRANTED,
    input: policyNamed('Own', { to: { targets: { domains: ['contoso.com'] } } }),
  },
  setPriority: { before: GRANTED, input: policyNamed('Other', { priority: 1 }) },
  enablePolicy: { before: GRANTED, input: policyNamed('Default ATP policy (monitor only)') },
  disablePolicy: { before: GRANTED, input: policyNamed('Own') },
  synchronizeTargets: {
    before: [...GRANTED, { op: 'administrator', act: 'verify domain', value: 'late.contoso.com' }],
    input: INLINE,
  },
  setInlineProtection: { before: GRANTED, input: { inbound: false, outbound: true } },
  setMailSettings: { before: GRANTED, input: { matchesHeader: true, trustsScan: true } },
  setRecipients: { before: LICENCE, input: { addresses: ['it@customer.example'] } },
  setSignature: { before: LICENCE, input: { text: 'IT of Contoso' } },
  dismissNotification: {
    before: [...WITHOUT_LAST, consented(INLINE), operated('verifyAndSubmit', INLINE)],
    input: dismissable,
    generation: 'cas',
  },
  scheduleReport: { before: GRANTED, input: { ...INLINE, schedule: WEEKLY } },
  runDue: {
    before: [
      ...GRANTED,
      { op: 'await synchronization' },
      { op: 'administrator', act: 'verify domain', value: 'late.contoso.com' },
    ],
    input: {},
  },
}

/** Operations that look, each where there is something to see. */
const LOOKING: Readonly<Record<string, Repeated>> = {
  viewLicence: { before: LICENCE },
  listOrganizations: { before: GRANTED },
  viewServiceStatus: { before: GRANTED },
  checkSecuritySettings: { before: GRANTED },
  consentUrl: { before: GRANTING, input: INLINE },
  viewGrant: { before: WITHOUT_LAST, input: INLINE },
  findUser: { before: SELECTING, input: { userPrincipalName: ADA } },
  findGroups: { before: SELECTING, input: { beginning: 'Res' } },
  listGroupUsers: { before: SELECTING, input: groupNamed },
  viewRole: { before: GRANTED },
  listServiceAccounts: { before: GRANTED },
  viewServicesToAdd: { before: GRANTED },
  viewSynchronizedUsers: { before: SELECTED },
  viewRemovalWarnings: { before: GRANTED, input: INLINE },
  viewRemoval: { before: REVOKED, input: INLINE },
  viewCleanup: { before: REVOKED, input: INLINE },
  listPolicies: { before: GRANTED, input: INLINE },
  viewInlineProtection: { before: GRANTED },
  listQuarantine: { before: QUARANTINED },
  listDetections: { before: QUARANTINED },
  viewNotificationSettings: { before: LICENCE },
  viewBanners: { before: GRANTED },
  listNotifications: { before: LICENCE, generation: 'cas' },
  listReports: { before: GRANTED, input: INLINE },
  viewAuditLog: { before: GRANTED, input: INLINE },
  viewDue: { before: GRANTED },
}

/** What neither table can show, and where it is shown. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  signOut: 'a session is no state that a screen shows: scripts/console-session-ends.json',
  takeNotification: 'its input is made by Graph: scanning/notifications.test.ts tells messages twice',
}

const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }

function asked(world: World, name: string, input: object): Promise<SubjectAnswer> {
  const who = OPERATIONS.find((row) => row.name === name)?.who
  const user = who === 'vendor' ? VENDOR : ADMINISTRATOR
  return world.subject.perform({ customer: CUSTOMER, user }, name, input)
}

/** Everything that screens show of state, and the tenant. What logs tell of acts grows with each of them. */
const SHOWN: readonly (readonly [operation: string, input: object])[] = [
  ...['viewLicence', 'listOrganizations', 'viewServiceStatus', 'listServiceAccounts'],
  ...['viewNotificationSettings', 'viewBanners', 'listNotifications', 'viewInlineProtection'],
  ...['viewSynchronizedUsers', 'listQuarantine', 'listDetections'],
]
  .map((name): [string, object] => [name, {}])
  .concat(
    [INLINE, API].flatMap((service) =>
      ['viewGrant', 'consentUrl', 'listPolicies', 'listReports', 'viewRemoval'].map(
        (name): [string, object] => [name, service],
      ),
    ),
  )

async function stateOf(world: World): Promise<string> {
  const lines = []
  for (const [name, input] of SHOWN) {
    const { outcome, data } = await asked(world, name, input)
    lines.push(`${name} ${outcome} ${JSON.stringify(data)}`)
  }
  const members = world.tenant.list('groups/members').length
  return [...lines, endStateOf(world.tenant), `${members} members`].join('\n')
}

async function worldBefore({ before, generation, tenant = 'plain' }: Repeated): Promise<World> {
  const script = { name: 'repeated', seed: 'repeated', world: tenant, site: 'EU' } as const
  const { world, results } = await play(
    {
      ...{ ...script, v: 1, directions: 'both', policies: 'none', steps: before },
      ...(generation ? { generation } : {}),
    },
    embeddedOrigin(tenant),
    { invariants: [] },
  )
  expect(results.filter(({ outcome }) => outcome !== 'done')).toEqual([])
  return world
}

async function inputOf({ input = {} }: Repeated, world: World): Promise<object> {
  return typeof input === 'function' ? input(world) : input
}

const repeatable = OPERATIONS.filter((row) => row.repeatable).map(({ name }) => name)

test('each operation that is repeatable is tried', () => {
  const tried = [CHANGING, LOOKING, ELSEWHERE].flatMap((table) => Object.keys(table))
  expect([...tried].sort()).toEqual([...repeatable].sort())
})

describe('an operation that is asked twice leaves what it left the first time', () => {
  test.each(Object.entries(CHANGING))('%s', async (name, row) => {
    const world = await worldBefore(row)
    const input = await inputOf(row, world)
    const before = await stateOf(world)
    expect(await asked(world, name, input)).toMatchObject({ outcome: 'done' })
    const once = await stateOf(world)
    expect(once).not.toBe(before)
    const { outcome } = await asked(world, name, input)
    expect(await stateOf(world)).toBe(once)
    expect(outcome).not.toBe('failed')
  })
})

describe('an operation that looks changes nothing', () => {
  test.each(Object.entries(LOOKING))('%s', async (name, row) => {
    const world = await worldBefore(row)
    const input = await inputOf(row, world)
    const [before, position] = [await stateOf(world), world.tenant.position]
    const first = await asked(world, name, input)
    expect(['done', 'pending']).toContain(first.outcome)
    expect(await asked(world, name, input)).toEqual(first)
    expect([await stateOf(world), world.tenant.position]).toEqual([before, position])
  })
})
