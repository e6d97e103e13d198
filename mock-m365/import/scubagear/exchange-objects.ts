/** Exchange's objects of an export, kept unchanged after each value was checked as the cmdlets check it. */
import { InputError, pathText } from '#input'
import type { Entity, Kind } from '../../base.ts'
import { type Misfit, misfitOf, storedValue } from '../../exchange/stored-values.ts'
import type { Objects } from '../imported-tenant.ts'
import { exchangeObject } from '../powershell.ts'
import type { Reading } from './reading.ts'
import type { ExchangeObject, Section } from './schema.ts'

/** The place of a kind of object in the export. */
interface ExchangeSection {
  readonly section: Section
  /** Its name in earlier versions. */
  readonly earlier?: Section
  readonly kind: Kind
  /** True where every organization has such an object by default. */
  readonly usual?: true
}

export const EXCHANGE_SECTIONS: readonly ExchangeSection[] = [
  { section: 'accepted_domains', earlier: 'all_domains', kind: 'AcceptedDomain' },
  { section: 'transport_rule', kind: 'TransportRule' },
  { section: 'inbound_connectors', kind: 'InboundConnector' },
  { section: 'outbound_connectors', kind: 'OutboundConnector' },
  { section: 'conn_filter', kind: 'HostedConnectionFilterPolicy', usual: true },
  { section: 'org_config', kind: 'OrganizationConfig', usual: true },
  { section: 'remote_domains', kind: 'RemoteDomain', usual: true },
  { section: 'transport_config', kind: 'TransportConfig', usual: true },
  { section: 'anti_phish_policies', kind: 'AntiPhishPolicy', usual: true },
  { section: 'anti_phish_rules', kind: 'AntiPhishRule' },
  { section: 'hosted_content_filter_policies', kind: 'HostedContentFilterPolicy', usual: true },
  { section: 'hosted_content_filter_rules', kind: 'HostedContentFilterRule' },
  {
    section: 'anti_malware_policies',
    earlier: 'malware_filter_policies',
    kind: 'MalwareFilterPolicy',
    usual: true,
  },
  { section: 'anti_malware_rules', kind: 'MalwareFilterRule' },
  { section: 'protection_policy_rules', kind: 'EOPProtectionPolicyRule' },
  { section: 'atp_policy_rules', kind: 'ATPProtectionPolicyRule' },
  { section: 'atp_policy_for_o365', kind: 'AtpPolicyForO365' },
  { section: 'admin_audit_log_config', kind: 'AdminAuditLogConfig', usual: true },
  { section: 'dkim_config', kind: 'DkimSigningConfig' },
  { section: 'sharing_policy', kind: 'SharingPolicy', usual: true },
  { section: 'org_relationships', kind: 'OrganizationRelationship' },
  { section: 'intra_org_connectors', kind: 'IntraOrganizationConnector' },
]

/** Notes for sections that this export, or this version, does not have. */
export function noteAbsentSections({ settings, notes }: Reading): void {
  const absent = EXCHANGE_SECTIONS.filter(
    ({ section, earlier }) =>
      settings[section] === undefined && (!earlier || settings[earlier] === undefined),
  )
  const names = (isUsual: boolean) =>
    absent.flatMap(({ section, kind, usual = false }) => (usual === isUsual ? [`${kind} (${section})`] : []))
  const [none, usual] = [names(false), names(true)]
  if (none.length > 0) notes.push(`Not in the export, so that the tenant has none: ${none.join(', ')}.`)
  if (usual.length > 0)
    notes.push(`Not in the export, so that the tenant has what every tenant has: ${usual.join(', ')}.`)
}

/** @throws InputError for a value that Exchange cannot have, and for a repeated Guid */
export function exchangeObjects(reading: Reading, { section, earlier, kind }: ExchangeSection): Objects {
  const { raw, settings, source, path } = reading
  const name =
    settings[section] === undefined && earlier && settings[earlier] !== undefined ? earlier : section
  const list = settings[name] as readonly (ExchangeObject | null)[] | null | undefined
  if (list === undefined) return new Map()
  const written = Array.isArray(raw[name]) ? raw[name] : [raw[name]]
  const objects: Objects = new Map()
  for (const [i, item] of (list ?? []).entries()) {
    if (item === null) continue
    const at = [...path, name, i]
    const object = checkedObject(written[i], { ...reading, path: at }, kind)
    const key = item.Guid ?? keyWithout(item, { source, path: at }, kind)
    if (objects.has(key))
      throw new InputError(
        source,
        [...at, 'Guid'],
        'expected a Guid that no other entry has, found one twice',
      )
    objects.set(key, object)
  }
  return objects
}

/** Get-OrganizationConfig is exported with selected properties, without Guid; all others have one. */
function keyWithout(
  item: ExchangeObject,
  { source, path }: Pick<Reading, 'source' | 'path'>,
  kind: Kind,
): string {
  if (kind === 'OrganizationConfig') return String(item.Name)
  throw new InputError(source, [...path, 'Guid'], 'expected a GUID, found nothing')
}

/** Values that decide where mail goes must be known to the mail flow; other unknown words are kept, with a note. */
const DECIDING =
  /^(State|Mode|Enabled|Priority|ConnectorType|DomainType|IP(Allow|Block)List|SenderIPAddresses|.*SenderIpRanges|EFSkipIPs|SenderDomains|RecipientDomains|SmartHosts|TlsSettings|.*HeaderMatchesPatterns|.*MatchesPatterns)$/

function checkedObject(item: object, { source, path, notes }: Reading, kind: Kind): Entity {
  const entries = Object.entries(item).filter(([name]) => !name.includes('@odata.'))
  return Object.fromEntries(
    entries.map(([name, raw]) => {
      const value = storedValue(kind, name, exchangeObject(raw, name))
      const misfit = misfitOf(kind, name, value)
      if (misfit) report(misfit, { source, path: [...path, name], notes }, name)
      return [name, value]
    }),
  )
}

function report(
  { isType, problem }: Misfit,
  { source, path, notes }: Pick<Reading, 'source' | 'path' | 'notes'>,
  name: string,
) {
  if (isType || DECIDING.test(name)) throw new InputError(source, path, problem)
  const note = `${pathText(path)}: ${problem}; it is kept as it is.`
  if (!notes.includes(note)) notes.push(note)
}
