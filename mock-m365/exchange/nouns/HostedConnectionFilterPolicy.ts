/**
 * The connection filter's IP lists. Every tenant has the one policy Default; New- and Remove- are in the
 * module but not documented.
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedconnectionfilterpolicy
 */
import type { Entity } from '../../base.ts'
import { withStanding } from '../directory-object.ts'
import { directoryObjectExists, invalidSettings } from '../errors.ts'
import { connectionFilterEntry } from '../network-addresses.ts'
import { asList, type Draft, type Edit, noun } from '../noun.ts'
import { hostedConnectionFilterPolicy } from '../objects.ts'

const KIND = 'HostedConnectionFilterPolicy'
/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
const ENTRIES_MAX = 1273

export default noun({
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  unwritten: ['New', 'Remove'],
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64, verbs: ['New'] },
    AdminDisplayName: { type: 'String', max: 255, cleared: '' },
    ConfigurationXmlRaw: { type: 'String', property: null },
    EnableSafeList: { type: 'Boolean' },
    IPAllowList: { type: 'MultiValuedProperty', check: connectionFilterEntry },
    IPBlockList: { type: 'MultiValuedProperty', check: connectionFilterEntry },
    // Default stays the default: a second policy has no effect in a tenant (inferred).
    MakeDefault: { type: 'Boolean', property: null, verbs: ['Set'] },
  },
  present: (view) => withStanding(view, KIND, 'Default', (origin) => hostedConnectionFilterPolicy(origin)),
  blank: (origin, Name) => hostedConnectionFilterPolicy(origin, { Name, IsDefault: false }),
  settle: refuseLongLists,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences: keepDefault,
})

/** Limit documented, text inferred. */
function refuseLongLists(draft: Draft): void {
  for (const property of ['IPAllowList', 'IPBlockList'])
    if (asList(draft[property]).length > ENTRIES_MAX)
      throw invalidSettings(`The number of entries in ${property} exceeds the maximum of ${ENTRIES_MAX}.`)
}

/** Text inferred. */
function keepDefault(before: Entity | undefined, after: Entity | undefined): readonly Edit[] {
  if (!after && before?.IsDefault === true)
    throw invalidSettings(`The policy '${before.Name}' is the default policy and can't be removed.`)
  return []
}
