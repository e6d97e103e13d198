import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const silentWrite = defect({
  name: 'silent write',
  story: 'a grant does not tell of the virtual groups that it has made',
  expected: 'tells what it wrote',
  steps: GRANT,
  warp: {
    service: (service) => ({
      ...service,
      async provision() {
        const result = await service.provision()
        return { ...result, done: result.done.filter((title) => !title.includes('Virtual Group')) }
      },
    }),
  },
})
