/**
 * Domains for which the organization takes mail. Graph adds and removes them: a domain that is verified there
 * is an accepted domain here. New- and Remove-AcceptedDomain exist only on-premises.
 * https://learn.microsoft.com/powershell/module/exchange/set-accepteddomain
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { guidOf, standingOrigin } from '../directory-object.ts'
import { invalidSettings } from '../errors.ts'
import { type Draft, noun } from '../noun.ts'
import { acceptedDomain } from '../objects.ts'
import type { ParameterSpec } from '../parameters.ts'

const KIND = 'AcceptedDomain'
const FLAG: ParameterSpec = { type: 'Boolean', verbs: ['Set'] }

export default noun({
  name: KIND,
  verbs: ['Get', 'Set'],
  resultSize: true,
  parameters: {
    CanHaveCloudCache: FLAG,
    DomainType: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomainType',
      // ExternalRelay exists only on-premises (documented).
      values: ['Authoritative', 'ExternalRelay', 'InternalRelay'],
      cleared: 'Authoritative',
      verbs: ['Set'],
    },
    EnableNego2Authentication: FLAG,
    MailFlowRegion: { type: 'String', cleared: '', verbs: ['Set'] },
    MatchSubDomains: FLAG,
    OutboundOnly: FLAG,
    SendingFromDomainDisabled: FLAG,
    SendingToDomainDisabled: FLAG,
  },
  present: acceptedDomains,
  settle,
})

/**
 * All domains of the organization, stored or only verified through Graph, without those that left the
 * directory.
 */
export function acceptedDomains(view: View): Entity[] {
  const verified = view.list('domains').filter(({ isVerified }) => isVerified === true)
  const names = new Set(verified.map(({ id }) => String(id).toLowerCase()))
  const stored = view.list(KIND)
  const known = new Set(stored.map(({ DomainName }) => String(DomainName).toLowerCase()))
  const hasDefault = stored.some((one) => one.Default === true && names.has(nameOf(one)))
  const derived = verified.filter(({ id }) => !known.has(String(id).toLowerCase()))
  return [
    ...stored.filter((one) => names.has(nameOf(one))),
    ...derived.map((domain) => ofDirectory(view, domain, !hasDefault)),
  ]
}

const nameOf = ({ DomainName }: Entity): string => String(DomainName).toLowerCase()

/**
 * The organization keeps its default domain until it is removed; then the directory's default replaces it
 * (inferred).
 */
function ofDirectory(view: View, { id, isInitial, isDefault }: Entity, mayBeDefault: boolean): Entity {
  const DomainName = String(id)
  const { organization, at } = standingOrigin(view, KIND)
  const guid = guidOf(`${organization} ${KIND} ${DomainName}`.toLowerCase())
  const Default = mayBeDefault && isDefault === true
  return acceptedDomain(
    { organization, guid, at },
    { DomainName, Default, InitialDomain: isInitial === true },
  )
}

/** ExternalRelay is on premises only (documented); text inferred. */
function settle(draft: Draft): void {
  if (draft.DomainType === 'ExternalRelay')
    throw invalidSettings("The domain type ExternalRelay isn't available in the cloud-based service.")
}
