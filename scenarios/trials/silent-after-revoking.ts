import { GRANT, type Step } from '../harness/script.ts'
import { overPorts, together, type Warp } from '../harness/world.ts'
import { granted, policy } from './granted.ts'
import { trial } from './trial.ts'

const REVOKED: readonly Step[] = [...GRANT, { op: 'advance', hours: 24 }, { op: 'deprovision' }]

export const silentAfterRevoking = trial<Warp>({
  name: 'silent after revoking',
  statement:
    'after access was revoked neither the clock, nor a change of policies, nor a new process makes the product call the tenant, for two days',
  clauses: ['DP-23'],
  right: {},
  wrong: {
    'looks after the tenant still': looksStill(),
  },
  async breaches(subject, warp) {
    const { world, people } = await granted({ steps: REVOKED, warp: together(warp, subject) })
    const before = world.cloud.calls.length
    for (let hour = 0; hour < 48; hour++) {
      world.clock.advance(3_600_000)
      await world.service.synchronize()
    }
    await world.service.setPolicies([policy('Late', 'inbound', [people[0]])])
    await world.service.setProtection({ inbound: false, outbound: true })
    world.restart()
    await world.service.synchronize()
    const due = await world.service.nextSyncAt()
    const calls = world.cloud.calls.slice(before)
    return [
      ...(due === undefined ? [] : ['a synchronization is due still']),
      ...calls.slice(0, 3).map(({ operation }) => `the tenant was called: ${operation}`),
    ]
  },
})

function looksStill(): Warp {
  return overPorts((service, { fetch }) => ({
    ...service,
    async synchronize() {
      const result = await service.synchronize()
      if (result.outcome === 'refused') await fetch('https://graph.microsoft.com/v1.0/organization')
      return result
    },
  }))
}
