/**
 * CISA's ScubaGear: the ProviderSettingsExport.json of every version, and ScubaResults*.json, which has the
 * same under `Raw`. The customer's own mail-flow objects are kept unchanged, with as much of the directory as
 * the export has.
 * https://github.com/cisagov/ScubaGear
 */
import { InputError, type JsonInput, typed } from '#input'
import { Base, type Kind } from '../../base.ts'
import { hostedConnectionFilterPolicy } from '../../exchange/objects.ts'
import { seededIds } from '../../seeded-ids.ts'
import { firstPartyState } from '../../starting-states/first-party.ts'
import type { ExportFormat, ImportedTenant, Objects } from '../imported-tenant.ts'
import {
  administratorStandsIn,
  byId,
  domainsOf,
  organizationOf,
  principalIdsOf,
  roleAssignmentsOf,
  servicePrincipalsOf,
  usersOf,
} from '../scubagear/directory.ts'
import { EXCHANGE_SECTIONS, exchangeObjects, noteAbsentSections } from '../scubagear/exchange-objects.ts'
import { subscribedSkusOf } from '../scubagear/licences.ts'
import { identityOf, notImported, type Reading } from '../scubagear/reading.ts'
import { isSection, SCUBA_EXPORT } from '../scubagear/schema.ts'

export const scubaGear: ExportFormat = {
  name: 'ScubaGear',
  files: 'ProviderSettingsExport.json, or ScubaResults*.json',
  recognises: (value) => isSettings(value) || isResults(value),
  read,
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSettings = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && Object.keys(value).some(isSection)

interface Wrapper {
  readonly Raw?: unknown
  readonly MetaData?: unknown
}

/** The wrapper of later versions: results of the checks, and the checked settings. */
const isResults = (value: unknown): value is Wrapper =>
  isObject(value) && ('Raw' in value || ('MetaData' in value && 'Results' in value))

function read({ value, source }: JsonInput): ImportedTenant {
  const wrapper: Wrapper | undefined = !isSettings(value) && isResults(value) ? value : undefined
  const raw = wrapper ? wrapper.Raw : value
  if (!isSettings(raw))
    throw new InputError(
      source,
      ['Raw'],
      'expected the settings of a ScubaGear run, found none; take the ProviderSettingsExport.json next to it',
    )
  const path = wrapper ? ['Raw'] : []
  const settings = typed(SCUBA_EXPORT, raw, source, path)
  const { tenantId, displayName, at, notes } = identityOf(settings, wrapper?.MetaData)
  const reading: Reading = { raw, settings, tenantId, at, notes, source, path }
  noteAbsentSections(reading)
  const exchange = EXCHANGE_SECTIONS.map((one) => [one.kind, exchangeObjects(reading, one)] as const)
  const domains = domainsOf(reading)
  const skus = subscribedSkusOf(reading)
  const users = usersOf(reading, domains, skus)
  const firstParty = firstPartyState(seededIds(tenantId), at, principalIdsOf(reading))
  const servicePrincipals = servicePrincipalsOf(reading, firstParty.servicePrincipals)
  const principals = new Set([...users.keys(), ...servicePrincipals.keys()])
  const roleAssignments = roleAssignmentsOf(reading, principals)
  administratorStandsIn(reading, { domains, users, roleAssignments })
  const base = new Base([
    ['organization', organizationOf(reading, displayName, domains)],
    ['domains', domains],
    ['users', users],
    ['servicePrincipals', servicePrincipals],
    ['oauth2PermissionGrants', byId(firstParty.oauth2PermissionGrants)],
    ['roleAssignments', roleAssignments],
    ['subscribedSkus', skus],
    ...exchange.map(([kind, objects]) => [kind, withDefault(reading, kind, objects, domains)] as const),
  ] satisfies (readonly [Kind, Objects])[])
  notImported(reading)
  return { tenantId, displayName, base, domains: [...domains.keys()], notes }
}

/**
 * Every organization has the connection filter policy Default; it is stored, so that the first change changes
 * it and does not make a new object.
 */
function withDefault({ tenantId, at }: Reading, kind: Kind, objects: Objects, domains: Objects): Objects {
  if (kind !== CONNECTION_FILTER || [...objects.values()].some(({ Name }) => Name === 'Default'))
    return objects
  const initial = [...domains.values()].find(({ isInitial }) => isInitial) ?? [...domains.values()][0]
  const guid = seededIds(`connection filter of ${tenantId}`).uuid()
  const policy = hostedConnectionFilterPolicy({ organization: String(initial?.id ?? tenantId), guid, at })
  return new Map([[guid, policy], ...objects])
}

const CONNECTION_FILTER: Kind = 'HostedConnectionFilterPolicy'
