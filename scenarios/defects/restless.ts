import { GRANT } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'
import { defect, edited } from './defect.ts'

export const restless = defect({
  name: 'restless',
  story: 'a synchronization rewrites a rule because time has passed, though nothing has changed',
  expected: 'repeat is silent',
  steps: [...GRANT, { op: 'synchronize' }, { op: 'advance', hours: 1 }, { op: 'synchronize' }],
  warp: hourly(),
})

function hourly(): Warp {
  let now = () => 0
  return {
    ports: (ports) => {
      now = ports.clock.now
      return ports
    },
    table: edited({
      R4: (row) =>
        'wanted' in row
          ? {
              ...row,
              wanted: (context) => ({
                ...row.wanted(context),
                SenderAddressLocation: Math.floor(now() / 3_600_000) % 2 === 0 ? 'Header' : 'Envelope',
              }),
            }
          : row,
    }),
  }
}
