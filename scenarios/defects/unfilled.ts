import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const unfilled = defect({
  name: 'unfilled sentence',
  story: 'a grant that waits names nothing where it is to name what is missing',
  expected: 'sentences whole',
  steps: GRANT.filter(({ op }) => op !== 'assign role'),
  warp: {
    service: (service) => ({
      ...service,
      async provision() {
        const result = await service.provision()
        return { ...result, message: result.message.replace(/\brole\b/, '') }
      },
    }),
  },
})
