import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const boastful = defect({
  name: 'boastful',
  story: 'a synchronization that has changed nothing tells of a rule that it has put right',
  expected: 'tells what it wrote',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: {
    service: (service) => ({
      ...service,
      async synchronize() {
        const result = await service.synchronize()
        return { ...result, done: ['update TMCAS Inline Incoming User Transport Rule', ...result.done] }
      },
    }),
  },
})
