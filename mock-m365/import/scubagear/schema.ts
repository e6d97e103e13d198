/**
 * The sections of a ScubaGear export that are read, in every version's names. Other properties of a section's
 * objects are kept unchanged; those of Exchange are checked against the cmdlets' own tables.
 */
import * as v from 'valibot'

const text = v.pipe(v.string('text'), v.nonEmpty())
const guid = v.pipe(
  v.string('a GUID'),
  v.toLowerCase(),
  v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a GUID'),
)
const maybe = <T extends v.GenericSchema>(schema: T) => v.nullish(schema)
/** A run on only Exchange writes `Error retrieving Tenant ID` instead. */
const tenantId = maybe(v.union([guid, v.pipe(v.string(), v.regex(/^(?:Error\b.*)?$/, 'a GUID'))], 'a GUID'))
const flag = maybe(v.boolean())
const count = maybe(v.pipe(v.number(), v.integer()))

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A list of objects. PowerShell writes a list with one entry as the entry, and an empty list as null or
 * [null], so these count as lists too. Positions are kept, so that an error can name them.
 */
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.nullish(
    v.lazy((value) =>
      isObject(value)
        ? v.pipe(
            item as v.GenericSchema<unknown, v.InferOutput<T>>,
            v.transform((one): (v.InferOutput<T> | null)[] => [one]),
          )
        : (v.array(v.nullable(item), 'a list') as unknown as v.GenericSchema<
            unknown,
            (v.InferOutput<T> | null)[]
          >),
    ),
  )

/** Objects by their id. */
const byGuid = <T extends v.GenericSchema>(item: T) =>
  v.nullish(
    v.lazy((value) =>
      // PowerShell writes an empty list or null for no entries.
      Array.isArray(value) && value.every((one) => one === null)
        ? v.pipe(
            v.unknown(),
            v.transform((): Record<string, v.InferOutput<T>> => ({})),
          )
        : (v.record(
            v.pipe(v.string(), v.toLowerCase(), v.regex(GUID_KEY, 'an object id (a GUID) as the name')),
            item,
          ) as unknown as v.GenericSchema<unknown, Record<string, v.InferOutput<T>>>),
    ),
  )
const GUID_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const roleNames = v.nullish(
  v.lazy((value) =>
    typeof value === 'string'
      ? v.pipe(
          v.string(),
          v.transform((name): (string | null)[] => [name]),
        )
      : (v.array(v.nullable(text), 'a list') as unknown as v.GenericSchema<unknown, (string | null)[]>),
  ),
)

export const EXCHANGE_OBJECT = v.looseObject({ Guid: maybe(guid), Name: maybe(text) })
export type ExchangeObject = v.InferOutput<typeof EXCHANGE_OBJECT>

const acceptedDomains = listOf(
  v.looseObject({
    Guid: maybe(guid),
    DomainName: text,
    DomainType: maybe(v.picklist(['Authoritative', 'InternalRelay', 'ExternalRelay'])),
    Default: flag,
    InitialDomain: flag,
    AuthenticationType: maybe(text),
  }),
)
const switched = listOf(
  v.looseObject({ Guid: maybe(guid), Name: text, State: v.picklist(['Enabled', 'Disabled']) }),
)
const named = listOf(v.looseObject({ Guid: maybe(guid), Name: text }))
const connectors = listOf(
  v.looseObject({ Guid: maybe(guid), Name: text, ConnectorType: v.picklist(['OnPremises', 'Partner']) }),
)
const prepaid = v.looseObject({ Enabled: count, Warning: count, Suspended: count, LockedOut: count })
const servicePlans = listOf(
  v.looseObject({
    ServicePlanId: guid,
    ServicePlanName: maybe(text),
    ProvisioningStatus: maybe(text),
    AppliesTo: maybe(text),
  }),
)

const ENTRIES = {
  tenant_id: tenantId,
  timestamp_zulu: maybe(v.string('text')),
  tenant_details: listOf(
    v.looseObject({
      TenantId: tenantId,
      DisplayName: maybe(v.string('text')),
      AADAdditionalData: maybe(v.unknown()),
    }),
  ),
  domain_settings: listOf(v.looseObject({ Id: text, IsVerified: flag, IsInitial: flag, IsDefault: flag })),
  privileged_users: byGuid(
    v.looseObject({ DisplayName: maybe(text), OnPremisesImmutableId: maybe(text), roles: roleNames }),
  ),
  privileged_service_principals: byGuid(v.looseObject({ AppId: guid, DisplayName: text, roles: roleNames })),
  privileged_roles: listOf(
    v.looseObject({
      RoleTemplateId: guid,
      DisplayName: text,
      Assignments: listOf(v.looseObject({ PrincipalId: guid, DirectoryScopeId: maybe(text) })),
    }),
  ),
  license_information: listOf(
    v.looseObject({
      SkuId: guid,
      SkuPartNumber: text,
      ConsumedUnits: count,
      PrepaidUnits: maybe(prepaid),
      CapabilityStatus: maybe(text),
      ServicePlans: servicePlans,
    }),
  ),
  service_plans: servicePlans,
  accepted_domains: acceptedDomains,
  // Until version 0.2.1.
  all_domains: acceptedDomains,
  transport_rule: switched,
  inbound_connectors: connectors,
  outbound_connectors: connectors,
  conn_filter: named,
  org_config: named,
  remote_domains: listOf(v.looseObject({ Guid: maybe(guid), Name: text, DomainName: text })),
  transport_config: named,
  anti_phish_policies: named,
  anti_phish_rules: switched,
  hosted_content_filter_policies: named,
  hosted_content_filter_rules: switched,
  anti_malware_policies: named,
  // Until version 0.2.1.
  malware_filter_policies: named,
  anti_malware_rules: switched,
  protection_policy_rules: switched,
  atp_policy_rules: switched,
  atp_policy_for_o365: named,
  admin_audit_log_config: named,
  dkim_config: listOf(v.looseObject({ Guid: maybe(guid), Name: text, Domain: text })),
  sharing_policy: named,
  org_relationships: named,
  intra_org_connectors: named,
}

export const SCUBA_EXPORT = v.looseObject(ENTRIES)
export type ScubaExport = v.InferOutput<typeof SCUBA_EXPORT>
export type Section = keyof typeof ENTRIES

export const isSection = (name: string): name is Section => Object.hasOwn(ENTRIES, name)
