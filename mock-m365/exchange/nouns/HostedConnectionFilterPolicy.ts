/**
 * The connection filter's IP lists. Every tenant has the one policy Default.
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedconnectionfilterpolicy
 */
import { invalidSettings } from '../errors.ts'
import { connectionFilterEntry } from '../network-addresses.ts'
import { asList, type Draft, noun } from '../noun.ts'

/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
const ENTRIES_MAX = 1273

export default noun({
  name: 'HostedConnectionFilterPolicy',
  verbs: ['Get', 'Set'],
  parameters: {
    AdminDisplayName: { type: 'String', max: 255, cleared: '' },
    EnableSafeList: { type: 'Boolean' },
    IPAllowList: { type: 'MultiValuedProperty', check: connectionFilterEntry },
    IPBlockList: { type: 'MultiValuedProperty', check: connectionFilterEntry },
    // Default is the only policy, so that making it the default changes nothing.
    MakeDefault: { type: 'Boolean', property: null },
  },
  settle: refuseLongLists,
})

/** Limit documented, text inferred. */
function refuseLongLists(draft: Draft): void {
  for (const property of ['IPAllowList', 'IPBlockList'])
    if (asList(draft[property]).length > ENTRIES_MAX)
      throw invalidSettings(`The number of entries in ${property} exceeds the maximum of ${ENTRIES_MAX}.`)
}
