/** (b) A fresh copy of a tenant, small and large. */
import { seededIds } from '#mock-m365'
import { Base } from '../mock-m365/base.ts'
import { Tenant } from '../mock-m365/tenant.ts'
import { type Bench, compared, median, type Row, ratioOf } from './measurement.ts'

const GOAL = { at: 'most', bound: 5 } as const
const SIZES = [10_000, 100_000] as const
const WRITE = {
  at: 0,
  actor: { type: 'system', id: 'bench', displayName: 'bench' },
  call: 'bench',
  requestId: 'bench',
} as const

export const forks: Bench = {
  name: 'forks',
  async run() {
    const [small, large] = SIZES.map(tenantOf)
    if (!small || !large) return []
    const times = await compared({
      small: () => small.fork(),
      large: () => large.fork(),
      'small, used': () => used(small),
      'large, used': () => used(large),
    })
    return [
      row('fork of a tenant of 10,000 users', times.small),
      row('fork of a tenant of 100,000 users', times.large),
      row('fork, write and read of 10,000 users', times['small, used']),
      row('fork, write and read of 100,000 users', times['large, used']),
      {
        measurement: '  100,000 users against 10,000',
        value: median(times['large, used']),
        unit: 'µs',
        ratio: ratioOf(times['large, used'], times['small, used']),
        goal: { at: 'most', bound: 2 },
      },
    ]
  },
}

const row = (measurement: string, times: readonly number[]): Row => ({
  measurement,
  value: median(times),
  unit: 'µs',
  goal: GOAL,
})

function used(tenant: Tenant): unknown {
  const fork = tenant.fork()
  fork.commit(WRITE, 'users', 'user 7', { id: 'user 7', displayName: 'changed' })
  return fork.get('users', 'user 7')
}

function tenantOf(size: number): Tenant {
  const users = new Map<string, Readonly<Record<string, unknown>>>()
  for (let i = 0; i < size; i++) users.set(`user ${i}`, { id: `user ${i}`, displayName: `User ${i}` })
  return new Tenant(seededIds('forks').uuid(), new Base([['users', users]]))
}
