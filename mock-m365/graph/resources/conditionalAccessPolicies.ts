import type { Entity } from '../../base.ts'
import { SECURITY_DEFAULTS } from '../../entra/authorize/conditional-access.ts'
import { record } from '../applications/credentials.ts'
import { writing } from '../authorization/access.ts'
import { resource } from '../verbs/resource.ts'
import { notEmulated, policyMalformed, securityDefaultsEnabled } from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'

const READ = writing(
  ['Policy.Read.ConditionalAccess', 'Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'],
  ['conditionalAccessPolicies/standard/read'],
)
const write = (action: string) =>
  writing(['Policy.ReadWrite.ConditionalAccess'], [`conditionalAccessPolicies/${action}`])

/** Conditions on sign-ins. An enabled policy with parts that sign-ins here do not read is refused. */
export const conditionalAccessPolicies = resource({
  segment: 'identity/conditionalAccess/policies',
  kind: 'conditionalAccessPolicies',
  type: 'conditionalAccessPolicy',
  source: 'https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true, filter: 'default' },
    templateId: { type: 'String', readOnly: true, filter: 'default' },
    displayName: { type: 'String', required: true, max: 256, filter: 'default' },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
    modifiedDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
    state: {
      type: 'String',
      required: true,
      filter: 'default',
      values: ['enabled', 'disabled', 'enabledForReportingButNotEnforced'],
    },
    sessionControls: { type: 'Complex' },
    conditions: { type: 'Complex', required: true },
    grantControls: { type: 'Complex' },
  },
  list: READ,
  get: READ,
  create: { access: write('create'), complete: (turn, draft) => checked(turn, draft) },
  update: {
    access: write('basic/update'),
    complete: (turn, before, after) =>
      JSON.stringify(before) === JSON.stringify(after)
        ? after
        : { ...checked(turn, after), modifiedDateTime: timeOf(turn) },
  },
  delete: { access: write('delete') },
})

function checked(turn: Turn, policy: Entity): Entity {
  const { applications, users, clientApplications } = record(policy.conditions)
  if (!applications || !(users || clientApplications)) throw policyMalformed()
  if (!policy.grantControls && !policy.sessionControls) throw policyMalformed()
  if (policy.state !== 'enabled') return policy
  if (turn.tenant.list(SECURITY_DEFAULTS).some(({ isEnabled }) => isEnabled === true))
    throw securityDefaultsEnabled()
  for (const [where, known] of Object.entries(LOOKED_AT))
    for (const [name, value] of Object.entries(record(at(policy, where))))
      if (isSaid(value) && !known.includes(name)) throw notEmulated()
  for (const control of listOf(record(policy.grantControls).builtInControls))
    if (control !== 'block' && control !== 'mfa') throw notEmulated()
  if (record(record(policy.sessionControls).signInFrequency).frequencyInterval === 'everyTime')
    throw notEmulated()
  return policy
}

/** Properties that a sign-in here reads; others of an enabled policy would have no effect. */
const LOOKED_AT: Readonly<Record<string, readonly string[]>> = {
  conditions: ['users', 'applications', 'clientApplications', 'clientAppTypes'],
  'conditions/users': [
    'includeUsers',
    'excludeUsers',
    'includeGroups',
    'excludeGroups',
    'includeRoles',
    'excludeRoles',
  ],
  'conditions/applications': [
    'includeApplications',
    'excludeApplications',
    'includeAuthenticationContextClassReferences',
  ],
  'conditions/clientApplications': ['includeServicePrincipals', 'excludeServicePrincipals'],
  grantControls: ['operator', 'builtInControls', 'authenticationStrength'],
  sessionControls: ['signInFrequency'],
}

const at = (policy: Entity, path: string): unknown =>
  path.split('/').reduce<unknown>((value, name) => record(value)[name], policy)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isSaid = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
