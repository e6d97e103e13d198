import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const tellsOfNobody = defect({
  name: 'tells of nobody',
  story: 'targets that the tenant does not have are not told',
  expected: 'missing targets told',
  policies: 'several',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: {
    service: (service) => ({
      ...service,
      async synchronize() {
        const result = await service.synchronize()
        return { ...result, data: { ...result.data, notFound: [] } }
      },
    }),
  },
})
