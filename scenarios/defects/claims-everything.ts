import { FOUR_STAGES } from '../harness/script.ts'
import { defect, isClaim, restarted, withRecords } from './defect.ts'
import { addressesOf } from './site-addresses.ts'

/** Two of the site’s addresses are the customer’s own in the busy world. */
export const claimsEverything = defect({
  name: 'claims everything',
  story: 'addresses that the customer had allowed before are claimed too, and removed at cleanup',
  expected: 'customer untouched',
  steps: restarted(FOUR_STAGES),
  warp: {
    ports: (ports) =>
      withRecords(ports, (record) =>
        isClaim(record, 'I1') ? Object.assign({ ...record }, { entries: addressesOf('EU') }) : record,
      ),
  },
})
