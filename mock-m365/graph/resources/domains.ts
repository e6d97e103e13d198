import type { Entity } from '../../base.ts'
import { hash32, seededIds } from '../../seeded-ids.ts'
import { reading } from '../access.ts'
import { type Reached, resource, schemaOf } from '../resource.ts'

const READ = reading(['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'])
const READ_RECORDS = reading(['Domain.Read.All', 'Domain.ReadWrite.All'])

/** Properties of all kinds of record; each record states the ones of its own type. */
const records = schemaOf('domainDnsRecord', {
  id: { type: 'String' },
  isOptional: { type: 'Boolean' },
  label: { type: 'String' },
  recordType: { type: 'String' },
  supportedService: { type: 'String' },
  ttl: { type: 'Int32' },
  mailExchange: { type: 'String' },
  preference: { type: 'Int32' },
  text: { type: 'String' },
  canonicalName: { type: 'String' },
})

/** Domains of the tenant; the id is the name. Adding and verifying domains is not emulated. */
export const domains = resource({
  segment: 'domains',
  type: 'domain',
  source: 'https://learn.microsoft.com/graph/api/resources/domain',
  provenance: 'documented',
  properties: {
    authenticationType: { type: 'String' },
    availabilityStatus: { type: 'String' },
    id: { type: 'String' },
    isAdminManaged: { type: 'Boolean' },
    isDefault: { type: 'Boolean' },
    isInitial: { type: 'Boolean' },
    isRoot: { type: 'Boolean' },
    isVerified: { type: 'Boolean' },
    passwordNotificationWindowInDays: { type: 'Int32' },
    passwordValidityPeriodInDays: { type: 'Int32' },
    state: { type: 'Complex' },
    supportedServices: { type: 'String', collection: true },
    model: { type: 'String' },
    manufacturer: { type: 'String' },
  },
  list: READ,
  get: READ,
  navigations: {
    serviceConfigurationRecords: {
      type: 'domainDnsRecord',
      context: 'domainDnsRecords',
      schema: records,
      access: READ_RECORDS,
      reach: (_, domain) => serviceRecords(String(domain.id)),
    },
    verificationDnsRecords: {
      type: 'domainDnsRecord',
      context: 'domainDnsRecords',
      schema: records,
      access: READ_RECORDS,
      reach: (_, domain) => verificationRecords(String(domain.id)),
    },
  },
})

/** https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records (documented) */
function serviceRecords(domain: string): Reached {
  return recordsOf(domain, [
    {
      recordType: 'Mx',
      label: domain,
      supportedService: 'Email',
      mailExchange: `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`,
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
  const number = 10_000_000 + (hash32(domain) % 90_000_000)
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
