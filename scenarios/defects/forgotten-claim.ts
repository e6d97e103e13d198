import { FOUR_STAGES } from '../harness/script.ts'
import { defect, isClaim, restarted, withRecords } from './defect.ts'

export const forgottenClaim = defect({
  name: 'forgotten claim',
  story: 'the journal does not keep which addresses were added, so cleanup does not know what to remove',
  expected: 'allow lists equal',
  steps: restarted(FOUR_STAGES),
  warp: {
    ports: (ports) =>
      withRecords(ports, (record) =>
        isClaim(record) ? Object.assign({ ...record }, { entries: [] }) : record,
      ),
  },
})
