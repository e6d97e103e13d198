import { GRANT } from '../harness/script.ts'
import { overPorts } from '../harness/world.ts'
import { defect } from './defect.ts'

export const sluggish = defect({
  name: 'sluggish',
  story: 'each synchronization looks a second time a minute later, whether or not something is missing',
  expected: 'calm takes no time',
  steps: [...GRANT, { op: 'synchronize' }, { op: 'synchronize' }],
  warp: overPorts((service, { clock }) => ({
    ...service,
    async synchronize() {
      await clock.sleep(60_000)
      return service.synchronize()
    },
  })),
})
