import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const sleepless = defect({
  name: 'sleepless',
  story: 'nobody waits for the pause between two tries',
  expected: 'waits between tries',
  steps: GRANT.map((step) =>
    step.op === 'provision' ? { ...step, faults: [['Get-TransportRule', 0, 'server-error']] } : step,
  ),
  warp: {
    ports: ({ clock, ...ports }) => ({
      ...ports,
      clock: {
        now: () => clock.now(),
        async sleep(ms) {
          if (ms >= 60_000) return clock.sleep(ms)
          // without an await, as it is forgotten: time passes after who goes on at once
          clock.sleep(ms)
        },
      },
    }),
  },
})
