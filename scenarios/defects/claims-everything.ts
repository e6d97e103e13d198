import { defect } from './defect.ts'
import { addressesOf } from './site-addresses.ts'

/** Two of the site’s addresses are the customer’s own in the busy world. */
export const claimsEverything = defect({
  name: 'claims everything',
  story: 'addresses that the customer had allowed before are claimed too, and removed at cleanup',
  expected: 'customer untouched',
  warp: {
    ports: (ports) => ({
      ...ports,
      journal: {
        ...ports.journal,
        append(record) {
          const claim = record.type === 'intent' && record.action === 'claim' && record.key === 'I1'
          ports.journal.append(claim ? { ...record, entries: addressesOf('EU') } : record)
        },
      },
    }),
  },
})
