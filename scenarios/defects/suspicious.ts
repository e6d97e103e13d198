import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const suspicious = defect({
  name: 'suspicious',
  story: 'what the product has switched on a moment ago is told as changed by somebody else',
  expected: 'accuses nobody',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: {
    service: (service) => ({
      ...service,
      async synchronize() {
        const result = await service.synchronize()
        const told = 'changed by somebody else: "TMCAS Inline Incoming User Transport Rule" was switched on'
        return { ...result, activities: [...result.activities, told] }
      },
    }),
  },
})
