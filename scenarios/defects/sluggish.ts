import type { Ports } from '#cas-core'
import { GRANT } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'
import { defect } from './defect.ts'

export const sluggish = defect({
  name: 'sluggish',
  story: 'each synchronization looks a second time a minute later, whether or not something is missing',
  expected: 'calm takes no time',
  steps: [...GRANT, { op: 'synchronize' }, { op: 'synchronize' }],
  warp: waiting(),
})

function waiting(): Warp {
  let clock: Ports['clock'] | undefined
  return {
    ports: (ports) => {
      clock = ports.clock
      return ports
    },
    service: (service) => ({
      ...service,
      async synchronize() {
        await clock?.sleep(60_000)
        return service.synchronize()
      },
    }),
  }
}
