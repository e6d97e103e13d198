/**
 * Properties that rules may name.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#supported-properties
 */
import type { Entity } from '../../base.ts'
import { record } from '../applications/credentials.ts'

export type Subject = 'user' | 'device'

export interface RuleProperty {
  readonly type: 'text' | 'boolean' | 'time' | 'texts' | 'plans' | 'groups'
  /** The value as the directory keeps it. */
  readonly read: (entity: Entity) => unknown
}

const own = (type: RuleProperty['type'], name: string): RuleProperty => ({
  type,
  read: (entity) => entity[name],
})
const first = (name: string): RuleProperty => ({
  type: 'text',
  read: (entity) => (Array.isArray(entity[name]) ? entity[name][0] : undefined),
})
const texts = (...names: readonly string[]) => names.map((name) => [name, own('text', name)] as const)
const extensionAttributes = (within: string) =>
  Array.from({ length: 15 }, (_, i) => {
    const name = `extensionAttribute${i + 1}`
    return [name, { type: 'text', read: (entity: Entity) => record(entity[within])[name] }] as const
  })

/** Rules use older names of the directory: `mobile` is Graph's mobilePhone. */
const USER: readonly (readonly [string, RuleProperty])[] = [
  ['accountEnabled', own('boolean', 'accountEnabled')],
  ['dirSyncEnabled', own('boolean', 'onPremisesSyncEnabled')],
  ['employeeHireDate', own('time', 'employeeHireDate')],
  ['objectId', own('text', 'id')],
  ['facsimileTelephoneNumber', own('text', 'faxNumber')],
  ['mailNickName', own('text', 'mailNickname')],
  ['mobile', own('text', 'mobilePhone')],
  ['physicalDeliveryOfficeName', own('text', 'officeLocation')],
  ['sipProxyAddress', first('imAddresses')],
  ['telephoneNumber', first('businessPhones')],
  ...texts('city', 'companyName', 'country', 'department', 'displayName', 'employeeId', 'givenName'),
  ...texts('jobTitle', 'mail', 'onPremisesDistinguishedName', 'onPremisesSecurityIdentifier'),
  ...texts('passwordPolicies', 'postalCode', 'preferredLanguage', 'state', 'streetAddress', 'surname'),
  ...texts('usageLocation', 'userPrincipalName', 'userType'),
  ...extensionAttributes('onPremisesExtensionAttributes'),
  ['otherMails', own('texts', 'otherMails')],
  ['proxyAddresses', own('texts', 'proxyAddresses')],
  ['assignedPlans', own('plans', 'assignedPlans')],
  ['memberOf', own('groups', 'memberOf')],
]

/** Graph's names are on the right (documented). The mock has no devices yet. */
const DEVICE: readonly (readonly [string, RuleProperty])[] = [
  ['accountEnabled', own('boolean', 'accountEnabled')],
  ['isRooted', own('boolean', 'isRooted')],
  ['objectId', own('text', 'id')],
  ['deviceManagementAppId', own('text', 'mdmAppId')],
  ['deviceManufacturer', own('text', 'manufacturer')],
  ['deviceModel', own('text', 'model')],
  ['deviceOSType', own('text', 'operatingSystem')],
  ['deviceOSVersion', own('text', 'operatingSystemVersion')],
  ['deviceTrustType', own('text', 'trustType')],
  ...texts('deviceCategory', 'deviceId', 'deviceOwnership', 'displayName', 'enrollmentProfileName'),
  ...texts('managementType', 'profileType'),
  ...extensionAttributes('extensionAttributes'),
  ['devicePhysicalIds', own('texts', 'physicalIds')],
  ['systemLabels', own('texts', 'systemLabels')],
  ['memberOf', own('groups', 'memberOf')],
]

/** Properties of an item of `assignedPlans`. */
const PLAN_PROPERTIES: ReadonlyMap<string, RuleProperty> = new Map([
  ['capabilitystatus', own('text', 'capabilityStatus')],
  ['service', own('text', 'service')],
  ['serviceplanid', own('text', 'servicePlanId')],
])

interface Known {
  readonly name: string
  readonly property: RuleProperty
}

// The page says that names are case-sensitive, and writes `user.memberof` and `user.employeehiredate` itself.
const keyed = (rows: readonly (readonly [string, RuleProperty])[]): ReadonlyMap<string, Known> =>
  new Map(rows.map(([name, property]) => [name.toLowerCase(), { name, property }]))
const KNOWN: Readonly<Record<Subject, ReadonlyMap<string, Known>>> = {
  user: keyed(USER),
  device: keyed(DEVICE),
}
/** Directory extensions, whichever application made them. */
const EXTENSION = /^extension_[0-9a-f]{32}_\w{1,200}$/i

/** @param name without the object: `department` */
export function ruleProperty(subject: Subject, name: string): Known | undefined {
  const known = KNOWN[subject].get(name.toLowerCase())
  if (known) return known
  if (subject !== 'user' || !EXTENSION.test(name)) return undefined
  const lower = name.toLowerCase()
  const read = (entity: Entity) =>
    entity[name] ?? entity[Object.keys(entity).find((own) => own.toLowerCase() === lower) ?? name]
  return { name, property: { type: 'text', read } }
}

/** Property of an item of a list: of a plan by its name, of plain text the text itself, `_`. */
export function itemProperty(type: RuleProperty['type'], name: string): RuleProperty | undefined {
  const [object = '', property = ''] = name.toLowerCase().split('.')
  if (type === 'plans') return object === 'assignedplan' ? PLAN_PROPERTIES.get(property) : undefined
  return name === '_' ? { type: 'text', read: ({ item }) => item } : undefined
}
