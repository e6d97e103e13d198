import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

const HOUR_MS = 3_600_000
const [MARCH, OCTOBER] = [2, 9]

/** In winter all is right. */
export const summerTime = defect({
  name: 'summer time',
  story: 'in summer the site’s clocks are an hour ahead, and the synchronization goes with them',
  expected: 'synchronized on time',
  steps: [...GRANT, { op: 'advance', hours: 24 * 180 }, { op: 'await synchronization' }],
  warp: {
    service: (service) => ({
      ...service,
      async nextSyncAt() {
        const at = await service.nextSyncAt()
        if (at === undefined) return at
        const month = new Date(at).getUTCMonth()
        return month > MARCH && month < OCTOBER ? at - HOUR_MS : at
      },
    }),
  },
})
