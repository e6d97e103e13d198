import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const drowsy = defect({
  name: 'drowsy',
  story: 'a pause between two tries takes minutes, whatever the service asked for',
  expected: 'waits between tries',
  steps: GRANT.map((step) =>
    step.op === 'provision' ? { ...step, faults: [['Get-TransportRule', 0, 'server-error']] } : step,
  ),
  warp: {
    ports: (ports) => ({
      ...ports,
      clock: { ...ports.clock, sleep: (ms) => ports.clock.sleep(ms + 10 * 60_000) },
    }),
  },
})
