import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

const HOUR_MS = 3_600_000

export const localTime = defect({
  name: 'local time',
  story: 'the published hour is taken for the site’s own time, one hour from UTC',
  expected: 'synchronized on time',
  steps: [...GRANT, { op: 'await synchronization' }, { op: 'synchronize' }],
  warp: {
    service: (service) => ({
      ...service,
      nextSyncAt: async () => {
        const at = await service.nextSyncAt()
        return at === undefined ? undefined : at + HOUR_MS
      },
    }),
  },
})
