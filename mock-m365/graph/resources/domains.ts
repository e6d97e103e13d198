import type { Entity } from '../../base.ts'
import { mailHostOf } from '../../public-dns.ts'
import { seededIds } from '../../seeded-ids.ts'
import { reading, writing } from '../authorization/access.ts'
import {
  changeDefault,
  checkDomainRemovable,
  newDomain,
  referencesTo,
  syncOrganization,
  verificationNumber,
} from '../directory/domain-rules.ts'
import { type Property, type Schema, schemaOf } from '../schema.ts'
import { idOf } from '../verbs/entities.ts'
import { type Reached, resource } from '../verbs/resource.ts'
import { domainUnverified, valueInvalid } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

const READ = reading(['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'])
const READ_RECORDS = reading(['Domain.Read.All', 'Domain.ReadWrite.All'])

const WRITE = writing(['Domain.ReadWrite.All'], ['domains/allProperties/update'])

/** Properties of every record, and those of one type of record. */
const RECORD: Readonly<Record<string, Property>> = {
  id: { type: 'String' },
  isOptional: { type: 'Boolean' },
  label: { type: 'String' },
  recordType: { type: 'String' },
  supportedService: { type: 'String' },
  ttl: { type: 'Int32' },
}
const OWN_OF_RECORD: Readonly<Record<string, Readonly<Record<string, Property>>>> = {
  Mx: { mailExchange: { type: 'String' }, preference: { type: 'Int32' } },
  Txt: { text: { type: 'String' } },
  CName: { canonicalName: { type: 'String' } },
}
const records = schemaOf('domainDnsRecord', RECORD)
const RECORDS: ReadonlyMap<string, Schema> = new Map(
  Object.entries(OWN_OF_RECORD).map(([type, own]) => [
    type,
    schemaOf(`domainDns${type.replace('CName', 'Cname')}Record`, { ...RECORD, ...own }),
  ]),
)
const schemaOfRecord = ({ recordType }: Entity): Schema => RECORDS.get(String(recordType)) ?? records

/** Domains of the tenant; the id is the name. What PATCH may set is documented. */
export const domains = resource({
  segment: 'domains',
  type: 'domain',
  source: 'https://learn.microsoft.com/graph/api/resources/domain',
  provenance: 'documented',
  locationType: 'Domain',
  properties: {
    authenticationType: { type: 'String', readOnly: true },
    availabilityStatus: { type: 'String', readOnly: true },
    id: { type: 'String', required: true, immutable: true, max: 253 },
    isAdminManaged: { type: 'Boolean', readOnly: true },
    isDefault: { type: 'Boolean' },
    isInitial: { type: 'Boolean', readOnly: true },
    isRoot: { type: 'Boolean', readOnly: true },
    isVerified: { type: 'Boolean', readOnly: true },
    passwordNotificationWindowInDays: { type: 'Int32' },
    passwordValidityPeriodInDays: { type: 'Int32' },
    state: { type: 'Complex', readOnly: true },
    supportedServices: {
      type: 'String',
      collection: true,
      values: [
        'Email',
        'Sharepoint',
        'EmailInternalRelayOnly',
        'OfficeCommunicationsOnline',
        'SharePointDefaultDomain',
        'FullRedelegation',
        'SharePointPublic',
        'OrgIdAuthentication',
        'Yammer',
        'Intune',
        'CustomUrlDomain',
      ],
    },
    model: { type: 'String', readOnly: true },
    manufacturer: { type: 'String', readOnly: true },
  },
  list: READ,
  get: READ,
  create: { access: WRITE, complete: (turn, _, { values }) => newDomain(turn, values) },
  update: { access: WRITE, complete: changedDomain },
  delete: { access: WRITE, check: checkDomainRemovable, cascade: (turn) => syncOrganization(turn) },
  navigations: {
    serviceConfigurationRecords: {
      type: 'domainDnsRecord',
      context: 'domainDnsRecords',
      schema: records,
      schemaOf: schemaOfRecord,
      access: READ_RECORDS,
      reach: (_, domain) => serviceRecords(String(domain.id)),
    },
    verificationDnsRecords: {
      type: 'domainDnsRecord',
      context: 'domainDnsRecords',
      schema: records,
      schemaOf: schemaOfRecord,
      access: READ_RECORDS,
      reach: (_, domain) => verificationRecords(String(domain.id)),
    },
    domainNameReferences: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_RECORDS,
      reach: ({ tenant }, domain) => referencesTo(tenant, idOf(domain)),
    },
  },
})

/**
 * Only a verified domain can become the default, and a domain stays the default until another one becomes it
 * (documented).
 */
function changedDomain(turn: Turn, before: Entity, after: Entity): Entity {
  if (after.isDefault === before.isDefault) return after
  if (after.isDefault !== true) throw valueInvalid('isDefault', 'Domain')
  if (before.isVerified !== true) throw domainUnverified(idOf(before))
  changeDefault(turn, before)
  return after
}

/** https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records (documented) */
function serviceRecords(domain: string): Reached {
  return recordsOf(domain, [
    {
      recordType: 'Mx',
      label: domain,
      supportedService: 'Email',
      mailExchange: mailHostOf(domain),
      preference: 0,
    },
    {
      recordType: 'Txt',
      label: domain,
      supportedService: 'Email',
      text: 'v=spf1 include:spf.protection.outlook.com -all',
    },
    {
      recordType: 'CName',
      label: `autodiscover.${domain}`,
      supportedService: 'Email',
      canonicalName: 'autodiscover.outlook.com',
    },
  ])
}

/** https://learn.microsoft.com/graph/api/domain-list-verificationdnsrecords — the number's rule is ours (inferred). */
function verificationRecords(domain: string): Reached {
  const number = verificationNumber(domain)
  return recordsOf(domain, [
    { recordType: 'Txt', label: domain, supportedService: null, text: `MS=ms${number}` },
    {
      recordType: 'Mx',
      label: domain,
      supportedService: null,
      mailExchange: `ms${number}.msv1.invalid`,
      preference: 32_767,
    },
  ])
}

function recordsOf(domain: string, own: readonly Entity[]): Reached {
  const ids = seededIds(`dns ${domain} ${own.length}`)
  return own.map((record) => {
    const type = `#microsoft.graph.domainDns${String(record.recordType).replace('CName', 'Cname')}Record`
    return {
      kind: 'domainDnsRecords',
      entity: { '@odata.type': type, id: ids.uuid(), isOptional: false, ttl: 3600, ...record },
    }
  })
}
