import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const faintHearted = defect({
  name: 'faint-hearted',
  story: 'a synchronization that found nothing to do says that a service did not let it pass',
  expected: 'stage ends as it should',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: {
    service: (service) => ({
      ...service,
      synchronize: async () => ({ ...(await service.synchronize()), outcome: 'failed' }),
    }),
  },
})
