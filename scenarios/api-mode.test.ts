/** API mode, played against mock tenants: consent, choice of targets, first synchronization, extension, the end. */
import { describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld, crowded, grantInline } from './testing/api-mode.ts'

const PEOPLE = ['Ada Lovelace', 'Blaise Pascal', 'Chien-Shiung Wu']
const MAIL_FLOW = ['TransportRule', 'InboundConnector', 'OutboundConnector', 'TenantAllowBlockListSpoofItems']

async function granted(world: ApiWorld, users: readonly string[] = []) {
  const service = world.service()
  await service.chooseTargets(users.length > 0 ? 'selected' : 'all')
  await world.consent(service)
  if (users.length > 0) await service.selectTargets({ add: users.map(world.upnOf) })
  expect(await service.submit()).toMatchObject({ outcome: 'done' })
  return service
}

const namesIn = async (world: ApiWorld, kind?: 'api' | 'sharepoint') =>
  (await world.directory(kind).usersAfter('', 1_000)).map(({ displayName }) => displayName).sort()

describe('a grant with all users and groups', () => {
  test('has every user, group and mailbox, and makes nothing in the tenant apart from the application', async () => {
    const world = apiWorld()
    const service = world.service()
    expect(await service.chooseTargets('all')).toMatchObject({ outcome: 'done', code: 'targets chosen' })
    expect(await world.consent(service)).toMatchObject({ outcome: 'done', code: 'consent recorded' })
    const afterConsent = world.tenant.position
    expect(await service.submit()).toMatchObject({
      outcome: 'done',
      code: 'service protected',
      message: 'Successfully created a service account and synced data.',
    })
    expect(world.permissions('api')).toEqual({
      roles: ['Directory.Read.All', 'Group.Read.All', 'Mail.ReadWrite', 'Member.Read.Hidden'],
      scopes: ['User.Read'],
    })
    expect(world.tenant.position).toBe(afterConsent)
    const kinds = new Set(world.tenant.changesSince().map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(['appRoleAssignments', 'oauth2PermissionGrants', 'servicePrincipals'])
    const users = world.tenant.list('users')
    const counts = await world.directory().counts()
    expect(counts).toEqual({
      users: users.length,
      groups: world.tenant.list('groups').length,
      mailboxes: users.filter(({ mail }) => mail).length,
    })
    expect(counts.mailboxes).toBeGreaterThan(0)
  })

  test('a second grant of the same writes nothing, and new people come with the daily synchronization', async () => {
    const world = apiWorld()
    const service = await granted(world)
    const before = world.tenant.position
    expect(await world.service().submit()).toMatchObject({ outcome: 'done' })
    expect(world.tenant.position).toBe(before)
    const made = await world.person('admin').graph('POST', '/users', {
      ...{ accountEnabled: true, displayName: 'New Comer', mailNickname: 'new' },
      userPrincipalName: 'new@contoso.com',
      passwordProfile: { password: 'Mock-password-of-a-new-user-1' },
    })
    expect(made.status).toBe(201)
    expect(await namesIn(world)).not.toContain('New Comer')
    expect(await service.synchronize()).toMatchObject({ outcome: 'done', code: 'synchronized' })
    expect(await namesIn(world)).toContain('New Comer')
    expect(await service.nextSyncAt()).toBe(Date.UTC(2026, 0, 6, 0, 15))
  })
})

describe('consent', () => {
  test.each(['user', 'exchange', 'reader'] as const)('of %s is refused, and nothing is left', async (by) => {
    const world = apiWorld()
    const service = world.service()
    await service.chooseTargets('all')
    expect(await world.consent(service, 'accept', by)).not.toMatchObject({ outcome: 'done' })
    expect(world.tenant.changesSince()).toEqual([])
    expect(await service.submit()).toMatchObject({ outcome: 'refused', code: 'consent missing' })
  })

  test('that is declined ends the grant without any change', async () => {
    const world = apiWorld()
    const service = world.service()
    await service.chooseTargets('all')
    expect(await world.consent(service, 'decline')).toMatchObject({ code: 'consent declined' })
    expect(world.tenant.changesSince()).toEqual([])
  })

  test('comes after the choice in one generation, and before it in the other', async () => {
    const cecp = apiWorld()
    expect(await cecp.consent(cecp.service())).toMatchObject({ outcome: 'refused', code: 'choice missing' })
    const cas = apiWorld()
    const service = cas.service('api', 'cas')
    expect(await service.chooseTargets('all')).toMatchObject({ outcome: 'refused', code: 'consent missing' })
    await cas.consent(service)
    expect(await service.chooseTargets('all')).toMatchObject({ outcome: 'done' })
    expect(await service.submit()).toMatchObject({ outcome: 'done', message: 'Exchange Online protected.' })
  })

  test('of which a permission was taken back is told, with what to do', async () => {
    const world = apiWorld()
    const service = world.service()
    await service.chooseTargets('all')
    await world.consent(service)
    const mail = world.tenant
      .find('servicePrincipals', 'appId', world.clientId('api'))
      .flatMap(({ id }) => world.tenant.find('appRoleAssignments', 'principalId', String(id)))
      .find(({ appRoleId }) => appRoleId === 'e2a3a72e-5f79-4c64-b1b1-878b674786c9')
    const path = `/servicePrincipals/${mail?.principalId}/appRoleAssignments/${mail?.id}`
    expect((await world.person('admin').graph('DELETE', path)).status).toBe(204)
    expect(await service.submit()).toMatchObject({
      outcome: 'pending',
      code: 'permissions missing',
      data: { permissions: ['Mail.ReadWrite'] },
      message: expect.stringContaining('Grant the permission again with a Global Administrator'),
    })
    world.clock.advance(3_600_000)
    expect(await service.submit()).toMatchObject({ outcome: 'refused', code: 'permissions missing' })
    expect(await service.synchronize()).toMatchObject({ code: 'nothing to synchronize' })
    await world.consent(service)
    expect(await service.submit()).toMatchObject({ outcome: 'done' })
  })
})

describe('available targets', () => {
  const consented = async (world: ApiWorld) => {
    const service = world.service()
    await service.chooseTargets('selected')
    await world.consent(service)
    return service
  }

  test('by user: the exact user principal name, in any case, and nothing else', async () => {
    const world = apiWorld()
    const service = await consented(world)
    const upn = world.upnOf('Ada Lovelace')
    expect(await service.findUser(upn.toUpperCase())).toMatchObject({
      code: 'user found',
      message: 'Ada Lovelace',
    })
    const [ada] = world.tenant.find('users', 'displayName', 'Ada Lovelace')
    for (const name of [
      upn.slice(0, -1),
      upn.slice(1),
      'Ada Lovelace',
      String(ada?.id),
      "o'neil@x.example",
      '',
    ])
      expect(await service.findUser(name)).toMatchObject({
        outcome: 'refused',
        message: 'No user found. Specify the exact user principal name.',
      })
  })

  test('by group: two characters make no call, three find groups by the beginning of the name', async () => {
    const world = apiWorld()
    const service = await consented(world)
    const before = world.calls()
    for (const beginning of ['', 're', '  re  ', '🙂🙂'])
      expect(await service.findGroups(beginning)).toMatchObject({
        outcome: 'refused',
        message: 'Specify at least three characters.',
      })
    expect(world.calls()).toBe(before)
    expect(await service.findGroups('res')).toMatchObject({
      data: { groups: [{ displayName: 'Research' }], isCut: false },
    })
    expect(await service.findGroups('search')).toMatchObject({ message: 'No group found.' })
  })

  test('users of a group are listed in pages and added as users; a page of another address is refused', async () => {
    const world = apiWorld(crowded(120))
    const service = await consented(world)
    const [group] = world.tenant.find('groups', 'displayName', 'Crowd')
    const id = String(group?.id)
    const first = await service.listGroupUsers(id)
    const { items, next } = first.data as { items: { displayName: string }[]; next: string }
    expect(items).toHaveLength(100)
    const rest = await service.listGroupUsers(id, next)
    expect(rest.data).toMatchObject({ items: expect.objectContaining({ length: 20 }) })
    await expect(service.listGroupUsers(id, 'https://elsewhere.example/')).rejects.toThrow(RangeError)
    expect(await service.selectTargets({ addGroups: [id] })).toMatchObject({
      outcome: 'refused',
      code: 'too many users',
    })
    expect(await service.viewTargets()).toMatchObject({ selected: 0 })
    const [research] = world.tenant.find('groups', 'displayName', 'Research')
    expect(await service.selectTargets({ addGroups: [String(research?.id)] })).toMatchObject({
      message: 'Selected: 2 / 100',
    })
  })

  test('a hundred are accepted, the next is refused, and a selected user can be removed again', async () => {
    const world = apiWorld(crowded(120))
    const service = await consented(world)
    const upns = Array.from({ length: 101 }, (_, i) => world.upnOf(`Person ${i + 1}`))
    const [last = ''] = upns.splice(100)
    expect(await service.selectTargets({ add: upns })).toMatchObject({ message: 'Selected: 100 / 100' })
    expect(await service.selectTargets({ add: [last] })).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('A maximum of 100 users can be selected.'),
    })
    expect(await service.selectTargets({ add: upns.slice(0, 3) })).toMatchObject({ outcome: 'done' })
    const [first = ''] = upns
    // who leaves and comes back at once takes the place again
    expect(await service.selectTargets({ remove: [first], add: [first, last] })).toMatchObject({
      code: 'too many users',
    })
    expect(await service.selectTargets({ remove: [first], add: [last] })).toMatchObject({
      message: 'Selected: 100 / 100',
    })
    expect(await service.selectTargets({ add: ['nobody@contoso.com'] })).toMatchObject({
      code: 'users not found',
      data: { names: ['nobody@contoso.com'] },
    })
    await service.submit()
    expect(await service.addSynchronizedUsers({ add: [first] })).toMatchObject({ code: 'too many users' })
    expect(await namesIn(world)).toHaveLength(100)
  })
})

describe('a grant with selected users', () => {
  test('has these users and their mailboxes alone', async () => {
    const world = apiWorld()
    await granted(world, PEOPLE)
    expect(await namesIn(world)).toEqual(PEOPLE)
    expect(await world.directory().counts()).toEqual({ users: 3, groups: 0, mailboxes: 3 })
  })

  test('wants at least one user', async () => {
    const world = apiWorld()
    const service = world.service()
    await service.chooseTargets('selected')
    await world.consent(service)
    expect(await service.submit()).toMatchObject({ outcome: 'refused', code: 'no user selected' })
  })

  test('is not synchronized, by hand or by day, until protection is extended, and then keeps who was selected', async () => {
    const world = apiWorld()
    const service = await granted(world, PEOPLE)
    const before = world.calls()
    expect(await service.synchronize()).toMatchObject({ outcome: 'refused', code: 'selected targets alone' })
    expect(await service.nextSyncAt()).toBeUndefined()
    expect(await service.viewTargets()).toMatchObject({ extendLink: 'Extend Protection to All Targets' })
    expect(await world.service('api', 'cas').viewTargets()).toMatchObject({
      extendLink: 'Extend to protect all your Office 365 service targets.',
    })
    expect(await service.extendProtection()).toMatchObject({ outcome: 'done', code: 'extended' })
    expect(world.calls()).toBe(before)
    expect(await namesIn(world)).toEqual(PEOPLE)
    expect(await service.nextSyncAt()).toBe(Date.UTC(2026, 0, 6, 0, 15))
    expect(await service.synchronize()).toMatchObject({ outcome: 'done' })
    expect(await namesIn(world)).toEqual(expect.arrayContaining(PEOPLE))
    expect(await namesIn(world)).toHaveLength(world.tenant.list('users').length)
    expect(await service.extendProtection()).toMatchObject({ code: 'nothing to extend' })
    expect(await service.viewSynchronizedUsers()).toMatchObject({ code: 'list not offered' })
  })

  test('refuses policies for domains', async () => {
    const world = apiWorld()
    const service = await granted(world, PEOPLE)
    const policy = { name: 'Sales', kind: 'ATP', direction: 'inbound', enabled: true } as const
    expect(await service.setPolicies([{ ...policy, targets: { domains: ['contoso.com'] } }])).toMatchObject({
      outcome: 'refused',
      code: 'domain targets not offered',
    })
    const before = world.tenant.position
    expect(await service.setPolicies([{ ...policy, targets: { all: true } }])).toMatchObject({
      outcome: 'done',
    })
    expect(world.tenant.position).toBe(before)
  })
})

describe('services next to each other', () => {
  test('want the same choice in the earlier generation, and not in the later one', async () => {
    const world = apiWorld()
    const others = [{ service: 'Exchange Online', choice: 'all' }] as const
    const cas = world.service('sharepoint', 'cas')
    await world.consent(cas)
    expect(await cas.chooseTargets('selected', others)).toMatchObject({
      outcome: 'refused',
      code: 'choice differs',
    })
    expect(await cas.chooseTargets('all', others)).toMatchObject({ outcome: 'done' })
    expect(await cas.submit()).toMatchObject({ message: 'SharePoint Online protected.' })
    const cecp = world.service('onedrive')
    expect(await cecp.chooseTargets('selected', others)).toMatchObject({ outcome: 'done' })
    await world.consent(cecp)
    await cecp.selectTargets({ add: [world.upnOf('Ada Lovelace')] })
    expect(await cecp.submit()).toMatchObject({ outcome: 'done' })
  })

  test('activity data is a grant of its own: revoking it takes nothing of the others', async () => {
    const world = apiWorld()
    await granted(world)
    const activity = world.service('activity')
    expect(await world.consent(activity)).toMatchObject({ outcome: 'done' })
    expect(await activity.submit()).toMatchObject({ outcome: 'done' })
    expect(world.permissions('activity').roles).toEqual(['ActivityFeed.Read'])
    expect(await activity.revoke()).toMatchObject({ outcome: 'done' })
    expect(await activity.cleanUp(world.person('admin'))).toMatchObject({ outcome: 'done' })
    expect(world.tenant.find('servicePrincipals', 'appId', world.clientId('activity'))).toEqual([])
    expect(world.permissions('api').roles).toHaveLength(4)
    expect(await world.service().synchronize()).toMatchObject({ outcome: 'done' })
  })

  test('both modes stand in one tenant, and the end of one leaves the other as it is', async () => {
    const world = apiWorld()
    const service = await granted(world)
    expect(await grantInline(world)).toMatchObject({ outcome: 'done' })
    const standing = () => MAIL_FLOW.map((kind) => world.tenant.list(kind))
    const before = standing()
    expect(await service.revoke()).toMatchObject({ outcome: 'done', code: 'revoked' })
    expect(await world.directory().counts()).toEqual({ users: 0, groups: 0, mailboxes: 0 })
    expect(await service.synchronize()).toMatchObject({ code: 'nothing to synchronize' })
    expect(await service.cleanUp(world.person('admin'))).toMatchObject({ outcome: 'done' })
    expect(world.tenant.find('servicePrincipals', 'appId', world.clientId('api'))).toEqual([])
    expect(standing()).toEqual(before)
    expect(await world.inline().synchronize()).toMatchObject({ outcome: 'done' })
    // a new grant begins with a new choice and a new consent
    expect(await world.service().viewTargets()).toMatchObject({ choice: undefined, selected: 0 })
    await granted(world, PEOPLE)
    expect(await namesIn(world)).toEqual(PEOPLE)
  })
})

describe('revoking', () => {
  test('with something that stays in a mailbox is told, keeps the account, and can be repeated', async () => {
    const world = apiWorld()
    const service = await granted(world)
    const refused = { service: 'graph', status: 403, error: 'ErrorAccessDenied', said: 'no' } as const
    const obstacle = {
      code: 'object refused',
      key: 'm1',
      name: 'ada@contoso.com',
      data: refused,
      blocks: false,
    } as const
    expect(await service.revoke(async () => ({ done: [], obstacles: [obstacle] }))).toMatchObject({
      outcome: 'failed',
      code: 'left undone',
      obstacles: [{ name: 'ada@contoso.com' }],
    })
    expect((await world.directory().counts()).users).toBeGreaterThan(0)
    const again = await service.revoke(async () => ({ done: ['remove quarantine folder'], obstacles: [] }))
    expect(again).toMatchObject({ outcome: 'done', done: ['remove quarantine folder'] })
    expect((await world.directory().counts()).users).toBe(0)
    expect(await service.viewTargets()).toMatchObject({ choice: undefined })
  })
})
