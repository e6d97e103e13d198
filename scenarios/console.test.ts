/** The console's operations against a tenant, step by step as the guides print them, in both generations. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import {
  type Administrator,
  administrator,
  assignExchangeRole,
  givePermission,
} from './harness/administrator.ts'
import { FOUR_STAGES } from './harness/script.ts'
import { embeddedOrigin, inlineAppId, type World, worldOf } from './harness/world.ts'

const SERVICE = 'Exchange Online (Inline Mode)'
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }

interface Played {
  readonly world: World
  readonly person: Administrator
  ask(operation: string, input?: object, user?: ConsoleUser, company?: string): Promise<Answer>
  /** The next permission: the console's address, Microsoft's page, and back. */
  consent(service?: string): Promise<Answer>
}

function playedIn(generation: 'cas' | 'cecp'): Played {
  const origin = embeddedOrigin('plain')
  const script = { name: generation, seed: generation, steps: FOUR_STAGES } as const
  const world = worldOf(
    { v: 1, world: 'plain', site: 'EU', directions: 'both', policies: 'none', ...script },
    origin,
  )
  const applications = Object.fromEntries(
    origin.facts.applications.map((application) => [application.purpose, application]),
  )
  const log = { info: () => undefined, warn: () => undefined }
  let ids = 0
  const product = new Product(
    {
      clock: world.clock,
      ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
      fetch: world.fetch,
      log,
      store: memoryStore(),
    },
    { profile: generation, vendorKey: 'vendor key of the simulated product', applications },
  )
  const ask: Played['ask'] = (operation, input = {}, user = ADMINISTRATOR, company = 'customer') =>
    perform(product, company, user, operation, input)
  const person = administrator(world.fetch, origin.facts, 'admin')
  return {
    world,
    person,
    ask,
    async consent(service = SERVICE) {
      const { data } = await ask('consentUrl', { service })
      const answer = await givePermission(person, (data as { url: string }).url, (callback) =>
        ask('acceptConsent', { callback }),
      )
      if ('refusal' in answer) throw new Error(answer.refusal)
      return answer
    },
  }
}

describe.each(['cas', 'cecp'] as const)('inline mode in the %s generation', (generation) => {
  let played: Played
  beforeEach(async () => {
    played = playedIn(generation)
    await played.ask('setLicence', { site: 'EU' }, VENDOR)
  })

  test('is granted, revoked and cleaned up as the guide says', async () => {
    const { ask, consent, world, person } = played
    expect((await ask('beginGrant', { service: SERVICE, policy: 'Default ATP policy' })).outcome).toBe('done')
    expect(await ask('viewGrant', { service: SERVICE })).not.toHaveProperty('data.appId')
    expect((await consent()).outcome).toBe('done')
    expect(await ask('viewGrant', { service: SERVICE })).toHaveProperty('data.appId', inlineAppId(world))
    await assignExchangeRole(person, inlineAppId(world))
    const last = await consent()
    const granted = generation === 'cecp' ? last : await ask('verifyAndSubmit', { service: SERVICE })
    expect(granted).toMatchObject({
      outcome: 'done',
      message:
        generation === 'cecp'
          ? 'Successfully created a service account and synced data.'
          : 'Exchange Online protected in inline mode.',
    })
    expect(world.tenant.list('TransportRule').filter(({ State }) => State === 'Enabled').length).toBe(4)
    expect(await ask('beginGrant', { service: SERVICE })).toMatchObject({
      outcome: 'refused',
      code: 'already granted',
    })
    const { username, password } = person
    const byAdministrator = { service: SERVICE, administrator: { username, password } }
    expect(await ask('removeServiceAccount', byAdministrator)).toMatchObject({ outcome: 'done' })
    const cleaned = await ask('cleanUp', byAdministrator)
    expect(cleaned).toMatchObject({ outcome: 'done' })
    expect(world.tenant.list('TransportRule')).toEqual([])
  })
})

describe('an account that is granted', () => {
  let played: Played
  beforeEach(async () => {
    played = playedIn('cecp')
    const { ask, consent, person, world } = played
    await ask('setLicence', { site: 'EU', account: 'owner@customer.example' }, VENDOR)
    await ask('beginGrant', { service: SERVICE, policy: 'Default ATP policy' })
    await consent()
    await assignExchangeRole(person, inlineAppId(world))
    expect((await consent()).outcome).toBe('done')
  })

  test('synchronizes once a day by itself, and refreshes its token every hour', async () => {
    const { ask, world } = played
    const until = new Date(world.clock.now() + 3 * 86_400_000).toISOString()
    const { data } = await ask('runDue', { until }, VENDOR)
    const { ran } = data as { ran: { what: string; outcome: string; beganAt: string }[] }
    const syncs = ran.filter(({ what }) => what === 'synchronize')
    expect(syncs.map(({ beganAt, outcome }) => `${beganAt.slice(0, 16)} ${outcome}`)).toEqual([
      '2026-01-06T00:15 done',
      '2026-01-07T00:15 done',
      '2026-01-08T00:15 done',
    ])
    expect(ran.filter(({ what }) => what === 'refresh token').length).toBeGreaterThanOrEqual(70)
  })

  test('follows its policies at once: a user is in the group that its rule names', async () => {
    const { ask, world } = played
    const [user] = world.tenant.list('users')
    const targets = { users: [String(user?.id)], groups: [] }
    const policy = { service: SERVICE, name: 'Finance', kind: 'ATP', direction: 'inbound', targets }
    expect(await ask('addPolicy', policy)).toMatchObject({ outcome: 'done', code: 'policy changed' })
    const membersOf = async (name: string) => {
      const [group] = world.tenant.find('groups', 'displayName', name)
      const { body } = await played.person.graph('GET', `/groups/${group?.id}/members?$select=id`)
      return (body.value as { id: string }[]).map(({ id }) => id)
    }
    expect(await membersOf('TMCAS Inline Incoming O365 Virtual Group')).toEqual([user?.id])
    expect(await membersOf('TMCAS Inline Outgoing O365 Virtual Group')).toEqual([])
    await ask('disablePolicy', { service: SERVICE, id: 'ATP inbound finance' })
    expect(await membersOf('TMCAS Inline Incoming O365 Virtual Group')).toEqual([])
    expect(
      await ask('setPriority', { service: SERVICE, id: 'ATP inbound finance', priority: 0 }),
    ).toMatchObject({ outcome: 'refused', message: 'Priority must be an integer between 1 and 99999.' })
  })

  test('recreates a valid token with both permissions, although no time has passed since the grant', async () => {
    const { ask, consent } = played
    expect((await ask('beginRecreateToken', { service: SERVICE })).outcome).toBe('done')
    expect(await consent()).toMatchObject({ code: 'consent recorded' })
    expect(await consent()).toMatchObject({ code: 'token recreated' })
  })

  test('stands on the Dashboard while its token is refused, until it is recreated', async () => {
    const { ask, consent, person, world } = played
    const found = await person.graph('GET', `/servicePrincipals(appId='${inlineAppId(world)}')?$select=id`)
    await person.graph('PATCH', `/servicePrincipals/${found.body.id}`, { accountEnabled: false })
    const until = new Date(world.clock.now() + 86_400_000).toISOString()
    await ask('runDue', { until }, VENDOR)
    expect(await ask('viewBanners')).toMatchObject({ data: { banners: [{ code: 'token invalid' }] } })
    const { services } = (await ask('viewServiceStatus')).data as { services: { service: string }[] }
    expect(services.find(({ service }) => service === SERVICE)).toMatchObject({
      status: 'Access token invalid',
    })
    // a day later the administrator signs in again
    const { facts } = world.origin
    const again = administrator(world.fetch, facts, 'admin')
    await again.graph('PATCH', `/servicePrincipals/${found.body.id}`, { accountEnabled: true })
    expect((await ask('beginRecreateToken', { service: SERVICE })).outcome).toBe('done')
    expect(await consent()).toMatchObject({ code: 'consent recorded' })
    expect(await consent()).toMatchObject({ code: 'token recreated' })
    expect(await ask('viewBanners')).toMatchObject({ data: { banners: [] } })
  })
})

test('a grant goes on by itself as soon as the role is there, although nobody comes back to the console', async () => {
  const { ask, consent, person, world } = await granting('cecp')
  await ask('beginGrant', { service: SERVICE, policy: 'Default ATP policy' })
  await consent()
  expect(await consent()).toMatchObject({ outcome: 'pending' })
  const later = () => new Date(world.clock.now() + 3_600_000).toISOString()
  await ask('runDue', { until: later() }, VENDOR)
  expect(world.tenant.list('TransportRule')).toEqual([])
  await assignExchangeRole(person, inlineAppId(world))
  await ask('runDue', { until: later() }, VENDOR)
  expect(await ask('viewGrant', { service: SERVICE })).toMatchObject({ data: { state: 'Granted' } })
  expect(world.tenant.list('TransportRule').length).toBe(6)
})

describe('API mode', () => {
  const API = 'Exchange Online'

  test('asks for targets before the permission in the later generation, and completes by itself', async () => {
    const { ask, consent } = await granting('cecp')
    await ask('beginGrant', { service: API, targets: 'all', policy: 'Default ATP policy' })
    expect(await consent(API)).toMatchObject({
      outcome: 'done',
      message: 'Successfully created a service account and synced data.',
    })
    expect(await ask('viewServiceStatus')).toMatchObject({
      data: { services: [{ service: API, status: 'Protected' }, {}, {}, {}, {}] },
    })
    expect(await ask('viewBanners')).toMatchObject({ data: { offers: [{ action: 'Grant Permission' }] } })
  })

  test('asks after the permission in the earlier generation, and for selected users on a list', async () => {
    const { ask, consent, world } = await granting('cas')
    await ask('beginGrant', { service: API })
    expect((await consent(API)).outcome).toBe('done')
    expect((await ask('chooseTargets', { choice: 'selected' })).outcome).toBe('done')
    const [user] = world.tenant.list('users')
    const name = String(user?.userPrincipalName)
    expect(await ask('findUser', { userPrincipalName: name.slice(0, 5) })).toMatchObject({
      outcome: 'refused',
    })
    expect(await ask('selectTargets', { add: [name] })).toMatchObject({ data: { selected: 1 } })
    expect(await ask('submitGrant', { service: API })).toMatchObject({
      message: 'Exchange Online protected.',
    })
    expect(await ask('synchronizeTargets', { service: API })).toMatchObject({ outcome: 'refused' })
    expect((await ask('extendProtection')).outcome).toBe('done')
    expect(await ask('synchronizeTargets', { service: API })).toMatchObject({ outcome: 'done' })
  })
})

async function granting(generation: 'cas' | 'cecp'): Promise<Played> {
  const played = playedIn(generation)
  await played.ask('setLicence', { site: 'EU' }, VENDOR)
  return played
}
