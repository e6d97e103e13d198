import { GRANT } from '../harness/script.ts'
import { overPorts } from '../harness/world.ts'
import { defect } from './defect.ts'

const DAY_MS = 24 * 3_600_000

export const dayAfterTheLast = defect({
  name: 'day after the last',
  story: 'the next synchronization is due a day after the last one, at whatever time that was',
  expected: 'synchronized on time',
  steps: [...GRANT, { op: 'await synchronization' }, { op: 'synchronize' }],
  warp: overPorts((service, { clock }) => ({ ...service, nextSyncAt: async () => clock.now() + DAY_MS })),
})
