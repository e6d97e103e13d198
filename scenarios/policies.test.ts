/** What people do with policies, and what follows from it in the tenant. */
import { expect, test } from 'vitest'
import { play } from './harness/play.ts'
import { GRANT, type Script } from './harness/script.ts'
import { embeddedOrigin, type InProcessWorld } from './harness/world.ts'

const SCRIPT: Script = {
  ...{ v: 1, name: 'policies', seed: 'policies', world: 'plain', site: 'EU' },
  ...{ directions: 'both', policies: 'mixed', steps: GRANT },
}

async function played(given: Partial<Script> = {}): Promise<InProcessWorld> {
  const { world } = await play({ ...SCRIPT, ...given }, embeddedOrigin('plain'), { invariants: [] })
  return world
}

/** Members of the virtual groups, and the domains and switches of rules, as they stand in the tenant. */
function rerouted({ tenant }: InProcessWorld): string {
  const groups = tenant
    .list('groups')
    .flatMap(({ id, displayName }) =>
      tenant.find('groups/members', 'groupId', id).map(({ memberId }) => `${displayName} ${memberId}`),
    )
  const rules = tenant
    .list('TransportRule')
    .map(({ Name, State, RecipientDomainIs, SenderDomainIs }) => [
      Name,
      State,
      RecipientDomainIs,
      SenderDomainIs,
    ])
  expect(rules.length).toBe(6)
  return JSON.stringify([groups.sort(), rules])
}

test('a disabled policy reroutes nothing, and when it is enabled again everything is as before', async () => {
  const world = await played()
  const before = rerouted(world)
  for (const change of ['disable', 'enable'] as const) {
    for (const id of ['ATP inbound domains', 'ATP inbound people', 'ATP outbound people'])
      expect(await world.service.changePolicy({ change, id })).toMatchObject({ outcome: 'done' })
    expect(await world.service.synchronize()).toMatchObject({ outcome: 'done' })
    expect(rerouted(world) === before).toBe(change === 'enable')
  }
})

test('a change of priority changes nothing in the tenant', async () => {
  const world = await played()
  const listed = await world.service.policies()
  const [first, second] = listed.filter(({ direction }) => direction === 'inbound').map(({ name }) => name)
  const id = `ATP inbound ${String(second).toLowerCase()}`
  expect(await world.service.changePolicy({ change: 'set priority', id, priority: 1 })).toMatchObject({
    outcome: 'done',
  })
  const names = (await world.service.policies()).filter(({ direction }) => direction === 'inbound')
  expect(names.map(({ name }) => name)).toEqual([
    second,
    first,
    'Default ATP policy (monitor only)',
    'Default ATP policy',
  ])
  const { position } = world.tenant
  await world.service.synchronize()
  expect(world.tenant.changesSince(position)).toEqual([])
})

test('policies are refused for a service without access, and in a direction that it does not have', async () => {
  const policy = {
    name: 'New',
    kind: 'ATP',
    direction: 'outbound',
    enabled: true,
    targets: { all: true },
  } as const
  const bare = await played({ steps: [] })
  expect(await bare.service.changePolicy({ change: 'add', policy })).toMatchObject({
    code: 'service not granted',
  })
  const inbound = await played({ directions: 'inbound' })
  expect(await inbound.service.changePolicy({ change: 'add', policy })).toMatchObject({
    outcome: 'refused',
    code: 'policy not offered',
  })
})

test('a refused change says why in the words of the screen, and changes no policy', async () => {
  const world = await played()
  const before = await world.service.policies()
  const bad = { name: '', kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } } as const
  expect((await world.service.changePolicy({ change: 'add', policy: bad })).message).toBe(
    'Policy name is required.',
  )
  const idle = { ...bad, name: 'Idle', targets: { users: [], groups: [] } }
  expect((await world.service.changePolicy({ change: 'add', policy: idle })).message).toBe(
    'Select at least one target.',
  )
  const low = { ...bad, name: 'Low', priority: 100_000 }
  expect((await world.service.changePolicy({ change: 'add', policy: low })).message).toBe(
    'Priority must be an integer between 1 and 99999.',
  )
  expect(await world.service.policies()).toEqual(before)
})
