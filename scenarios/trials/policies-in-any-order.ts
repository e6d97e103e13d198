import type { Policy } from '#cas-core'
import { endStateOf } from '../harness/end-state.ts'
import { together, type Warp } from '../harness/world.ts'
import { granted, inOneDirection, policy, type Running, synchronized } from './granted.ts'
import { trial } from './trial.ts'

/** What somebody does at the console before the next synchronization. */
type Edit = (policies: readonly Policy[]) => readonly Policy[]

const added =
  (one: Policy): Edit =>
  (policies) => [...policies, one]
const enabled =
  (name: string, is: boolean): Edit =>
  (policies) =>
    policies.map((one) => (one.name === name ? { ...one, enabled: is } : one))

export const policiesInAnyOrder = trial<Warp>({
  name: 'policies in any order',
  statement:
    'changes of policies end alike in each order, at once or one after the other; a disabled policy counts as one that is not there, and one that is enabled again has its targets back; a change in one direction changes no object of the other',
  clauses: ['PT-06', 'PT-09', 'PT-11', 'PT-12'],
  right: {},
  wrong: {
    'forgets the latest change': { service: keepsFirst },
    'enables what is disabled': { service: enablesAll },
    'copies to the other direction': { service: copiesToOther },
  },
  async breaches(subject, warp) {
    const product = together(warp, subject)
    const start = async () => {
      const running = await granted({ warp: product })
      const [first, second, third] = running.people
      const [one, two] = [policy('One', 'inbound', [first]), policy('Two', 'outbound', [second])]
      const edits = [
        added(one),
        added(two),
        added(policy('Three', 'inbound', [third])),
        enabled('One', false),
      ]
      return { running, edits }
    }
    return [
      ...(await orderBreaches(start)),
      ...(await switchBreaches(await start())),
      ...(await directionBreaches(await start())),
    ]
  },
})

interface Started {
  readonly running: Running
  readonly edits: readonly Edit[]
}

async function orderBreaches(start: () => Promise<Started>): Promise<string[]> {
  const ends: string[] = []
  for (const [order, everyTime] of [
    [[0, 1, 2, 3], false],
    [[0, 1, 2, 3], true],
    [[2, 0, 3, 1], true],
    [[1, 0, 3, 2], false],
  ] as const) {
    const { running, edits } = await start()
    let policies: readonly Policy[] = []
    for (const at of order) {
      policies = edits[at]?.(policies) ?? policies
      await running.world.service.setPolicies(policies)
      if (everyTime) await synchronized(running)
    }
    await synchronized(running)
    ends.push(`${endStateOf(running.world.tenant)} ${membersOf(running)}`)
  }
  return ends.flatMap((end, at) =>
    end === ends[0] ? [] : [`the ${at + 1}. order of the same changes ends otherwise than the first`],
  )
}

async function switchBreaches({ running, edits }: Started): Promise<string[]> {
  const set = async (policies: readonly Policy[]) => {
    await running.world.service.setPolicies(policies)
    await synchronized(running)
    return membersOf(running)
  }
  const [addOne, addTwo] = edits
  const both = addTwo?.(addOne?.([]) ?? []) ?? []
  const before = await set(both)
  const disabled = await set(enabled('One', false)(both))
  const without = await set(both.filter(({ name }) => name !== 'One'))
  const again = await set(both)
  return [
    ...(disabled === without ? [] : [`a disabled policy is not as one that is not there: ${disabled}`]),
    ...(before === without ? ['a policy that is taken away changes nothing'] : []),
    ...(again === before ? [] : [`a policy that is enabled again has other targets: ${again}`]),
  ]
}

async function directionBreaches({ running, edits }: Started): Promise<string[]> {
  const { world } = running
  const breaches: string[] = []
  let policies: readonly Policy[] = []
  for (const [at, word] of [
    [0, 'Incoming'],
    [1, 'Outgoing'],
  ] as const) {
    const before = world.tenant.position
    policies = edits[at]?.(policies) ?? policies
    await world.service.setPolicies(policies)
    await synchronized(running)
    const changes = world.tenant.changesSince(before)
    if (changes.length === 0) breaches.push(`a policy for ${word} mail changes nothing`)
    breaches.push(...changes.flatMap((change) => inOneDirection(change, word, world.tenant) ?? []))
  }
  return breaches
}

function membersOf({ world: { tenant } }: Running): string {
  return ['Incoming', 'Outgoing']
    .map((word) => {
      const [group] = tenant.find('groups', 'displayName', `TMCAS Inline ${word} O365 Virtual Group`)
      const members = tenant.find('groups/members', 'groupId', String(group?.id))
      return `${word}: ${members.map(({ memberId }) => memberId).toSorted()}`
    })
    .join('; ')
}

type Service = NonNullable<Warp['service']>

function keepsFirst(service: Parameters<Service>[0]): ReturnType<Service> {
  let times = 0
  return {
    ...service,
    setPolicies: (policies) => service.setPolicies(times++ < 3 ? policies : policies.slice(0, 1)),
  }
}

function enablesAll(service: Parameters<Service>[0]): ReturnType<Service> {
  return {
    ...service,
    setPolicies: (policies) => service.setPolicies(policies.map((one) => ({ ...one, enabled: true }))),
  }
}

function copiesToOther(service: Parameters<Service>[0]): ReturnType<Service> {
  const other = (one: Policy): Policy => ({
    ...one,
    name: `${one.name}, copied`,
    direction: one.direction === 'inbound' ? 'outbound' : 'inbound',
  })
  return {
    ...service,
    setPolicies: (policies) => service.setPolicies(policies.flatMap((one) => [one, other(one)])),
  }
}
