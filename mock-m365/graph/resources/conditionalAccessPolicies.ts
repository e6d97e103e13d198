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
  create: { access: write('create'), complete: (turn, draft) => completed(checked(turn, draft)) },
  update: {
    access: write('basic/update'),
    complete: changed,
  },
  delete: { access: write('delete') },
})

/** Conditions that the body does not name stay (documented: conditionalaccesspolicy-update). */
function changed(turn: Turn, before: Entity, { conditions, ...given }: Entity): Entity {
  const merged = { ...given, conditions: { ...record(before.conditions), ...record(conditions) } }
  const after = { ...before, ...merged }
  if (JSON.stringify(before) === JSON.stringify(after)) return before
  return { ...completed(checked(turn, after)), modifiedDateTime: timeOf(turn) }
}

/**
 * What the caller leaves out is shown as empty.
 * https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies (documented)
 */
function completed(policy: Entity): Entity {
  const { conditions, grantControls } = policy
  const { users, applications, ...other } = record(conditions)
  return {
    ...policy,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      clientAppTypes: ['all'],
      platforms: null,
      locations: null,
      ...other,
      ...(applications ? { applications: { ...NO_APPLICATIONS, ...record(applications) } } : {}),
      ...(users ? { users: { ...NO_USERS, ...record(users) } } : {}),
    },
    grantControls: grantControls ? { ...NO_CONTROLS, ...record(grantControls) } : null,
  }
}

const NO_APPLICATIONS = { includeApplications: [], excludeApplications: [], includeUserActions: [] }
const NO_USERS = {
  includeUsers: [],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
}
const NO_CONTROLS = { builtInControls: [], customAuthenticationFactors: [], termsOfUse: [] }

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
