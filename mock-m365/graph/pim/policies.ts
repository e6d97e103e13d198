/** One policy for each role, and its rules. https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementpolicy */
import type { Entity } from '../../base.ts'
import { ROLE_TEMPLATES } from '../../entra/well-known.ts'
import { seededIds } from '../../seeded-ids.ts'
import type { View } from '../../tenant.ts'
import type { Answer } from '../../wire.ts'
import type { Action } from '../actions/action.ts'
import { type Access, reading } from '../authorization/access.ts'
import { queryOf } from '../odata/query.ts'
import { type Property, schemaOf } from '../schema.ts'
import { answerList, contextText, type Listing } from '../verbs/collection.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import { type Navigation, resource } from '../verbs/resource.ts'
import { noContent, ok } from '../wire/answer.ts'
import { isObject, jsonOf } from '../wire/body.ts'
import { propertyInvalid, resourceNotFound, typeInvalid, valueInvalid } from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'
import { ADMINISTRATORS } from './administrators.ts'
import { requirePremium } from './refusals.ts'
import { DEFAULT_RULES } from './rules.ts'

const READ: Access = reading(
  ['RoleManagement.Read.All', 'RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory'],
  [
    'RoleManagementPolicy.Read.Directory',
    'RoleManagementPolicy.ReadWrite.Directory',
    'RoleManagement.Read.All',
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
  ],
)
/**
 * No application permission allows changing rules; the two roles that are documented to manage all of PIM do.
 */
const WRITE: Access = {
  application: new Set(),
  delegated: new Set(['RoleManagementPolicy.ReadWrite.Directory', 'RoleManagement.ReadWrite.Directory']),
  roles: ADMINISTRATORS,
  actions: [],
  members: false,
}

const filtered: Property = { type: 'String', filter: 'default' }

/** Schema of all kinds of rule; each has its own properties. */
const RULE = schemaOf('unifiedRoleManagementPolicyRule', {
  id: { type: 'String', filter: 'default' },
  target: { type: 'Complex' },
})

/** Microsoft requires a filter by scope on lists; it is not required here. */
export const roleManagementPolicies = resource({
  segment: 'policies/roleManagementPolicies',
  type: 'unifiedRoleManagementPolicy',
  source: 'https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementpolicy',
  provenance: 'observed',
  properties: {
    id: filtered,
    displayName: { type: 'String' },
    description: { type: 'String' },
    isOrganizationDefault: { type: 'Boolean' },
    scopeId: filtered,
    scopeType: filtered,
    lastModifiedDateTime: { type: 'DateTimeOffset' },
    lastModifiedBy: { type: 'Complex' },
    rules: { type: 'Complex', collection: true, selectOnly: true },
  },
  list: READ,
  get: READ,
  expandsMany: true,
  navigations: { rules: expandedRules('rules'), effectiveRules: expandedRules('effectiveRules') },
  derived: (view) => {
    requirePremium(view)
    return Object.values(ROLE_TEMPLATES).map((role) => policyOf(view, role))
  },
})

/** Each rule with its type and properties; the paths to single rules are separate operations. */
function expandedRules(context: string): Navigation {
  return {
    type: 'unifiedRoleManagementPolicyRule',
    context,
    schema: RULE,
    schemaOf: schemaOfRule,
    access: READ,
    expand: true,
    expandOnly: true,
    reach: (_, { rules }) => (Array.isArray(rules) ? rules : []).map((entity) => ({ kind: KIND, entity })),
  }
}

export const roleManagementPolicyAssignments = resource({
  segment: 'policies/roleManagementPolicyAssignments',
  type: 'unifiedRoleManagementPolicyAssignment',
  source: 'https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementpolicyassignment',
  provenance: 'observed',
  properties: {
    id: filtered,
    policyId: filtered,
    scopeId: filtered,
    scopeType: filtered,
    roleDefinitionId: filtered,
  },
  list: READ,
  get: READ,
  derived: (view) => {
    requirePremium(view)
    return Object.values(ROLE_TEMPLATES).map((roleDefinitionId) => {
      const policyId = policyIdOf(view, roleDefinitionId)
      const id = `${policyId}_${roleDefinitionId}`
      return { id, policyId, scopeId: '/', scopeType: 'DirectoryRole', roleDefinitionId }
    })
  },
  expandsMany: true,
  navigations: {
    policy: {
      type: 'unifiedRoleManagementPolicy',
      context: roleManagementPolicies.segment,
      schema: roleManagementPolicies.schema,
      resource: () => roleManagementPolicies,
      access: READ,
      single: true,
      expand: true,
      expandOnly: true,
      reach: ({ tenant }, { roleDefinitionId }) => [
        { kind: roleManagementPolicies.kind, entity: policyOf(tenant, String(roleDefinitionId)) },
      ],
    },
  },
})

const KIND = 'roleManagementPolicies/rules'

function policyIdOf(view: View, roleDefinitionId: string): string {
  const tenantId = String(view.list('organization')[0]?.id)
  return `DirectoryRole_${tenantId}_${seededIds(`policy of ${tenantId} ${roleDefinitionId}`).uuid()}`
}

function policyOf(view: View, roleDefinitionId: string): Entity {
  const id = policyIdOf(view, roleDefinitionId)
  const [last] = view.find(KIND, 'policyId', id).toSorted((a, b) => String(b.at).localeCompare(String(a.at)))
  return {
    id,
    displayName: 'DirectoryRole',
    description: 'DirectoryRole',
    isOrganizationDefault: false,
    scopeId: '/',
    scopeType: 'DirectoryRole',
    lastModifiedDateTime: last?.at ?? null,
    lastModifiedBy: { displayName: last?.by ?? null, id: last?.byId ?? null },
    rules: rulesOf(view, id),
  }
}

/** A role's present rules: changed ones, else the defaults. */
export const rulesOfRole = (view: View, roleDefinitionId: string): Entity[] =>
  rulesOf(view, policyIdOf(view, roleDefinitionId))

function rulesOf(view: View, policyId: string): Entity[] {
  const changed = new Map(view.find(KIND, 'policyId', policyId).map(({ rule }) => [ruleId(rule), rule]))
  return DEFAULT_RULES.map((rule) => {
    const after = changed.get(idOf(rule))
    return isObject(after) ? after : rule
  })
}

const ruleId = (rule: unknown) => (isObject(rule) ? String(rule.id) : '')

const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const
const POLICY_PATH = 'policies/roleManagementPolicies/{id}'

export const policyActions: readonly Action[] = [
  ...['rules', 'effectiveRules'].map(
    (name): Action => ({
      method: 'GET',
      path: `${POLICY_PATH}/${name}`,
      access: READ,
      ...page(`unifiedrolemanagementpolicy-list-${name.toLowerCase()}`),
      run: (turn) => answerList(turn, rulesListing(turn, getByPath(turn, roleManagementPolicies), name)),
    }),
  ),
  {
    method: 'GET',
    path: `${POLICY_PATH}/rules/{id}`,
    access: READ,
    ...page('unifiedrolemanagementpolicyrule-get'),
    run: (turn) => {
      const context = `policies/roleManagementPolicies('${idOf(getByPath(turn, roleManagementPolicies))}')/rules`
      const head = turn.annotated
        ? `${contextText(turn, context, queryOf(RULE, turn.arrival.query), '/$entity')},`
        : ''
      return ok(turn, 200, { body: `{${head}${JSON.stringify(ruleByPath(turn)).slice(1)}` })
    },
  },
  {
    method: 'PATCH',
    path: `${POLICY_PATH}/rules/{id}`,
    access: WRITE,
    ...page('unifiedrolemanagementpolicyrule-update'),
    run: changeRule,
  },
]

/** Kinds of rule have different properties, so each rule is shown with its own. */
function rulesListing(_: Turn, policy: Entity, name: string): Listing {
  const rows: readonly Entity[] = Array.isArray(policy.rules) ? policy.rules : []
  return {
    schema: RULE,
    context: `policies/roleManagementPolicies('${idOf(policy)}')/${name}`,
    cost: 1,
    rows: () => rows,
    typeOf: (rule) => ({ schema: schemaOfRule(rule), annotation: String(rule['@odata.type']) }),
  }
}

const ruleSchemas = new Map<string, ReturnType<typeof schemaOf>>()

function schemaOfRule(rule: Entity) {
  const type = String(rule['@odata.type'])
  let known = ruleSchemas.get(type)
  if (!known) {
    const names = Object.keys(rule).filter((name) => !name.startsWith('@'))
    known = schemaOf(
      'unifiedRoleManagementPolicyRule',
      Object.fromEntries(names.map((name) => [name, { type: 'Complex' } as const])),
    )
    ruleSchemas.set(type, known)
  }
  return known
}

function ruleByPath(turn: Turn): Entity {
  const policy = getByPath(turn, roleManagementPolicies)
  const id = turn.keys[1]?.value ?? ''
  const found = rulesOf(turn.tenant, idOf(policy)).find((rule) => rule.id === id)
  if (!found) throw resourceNotFound(id)
  return found
}

/** Allowed values of each property. A body may have `target` and `id`; they do not change. */
const CHANGEABLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  isExpirationRequired: (value) => typeof value === 'boolean',
  maximumDuration: (value) => typeof value === 'string' && /^P[0-9DTHMS]{1,12}$/.test(value),
  enabledRules: (value) =>
    Array.isArray(value) &&
    value.every((one) => ['MultiFactorAuthentication', 'Justification', 'Ticketing'].includes(one)),
  setting: isObject,
  isEnabled: (value) => typeof value === 'boolean',
  claimValue: (value) => typeof value === 'string' && value.length <= 64,
  notificationLevel: (value) => value === 'All' || value === 'Critical' || value === 'None',
  isDefaultRecipientsEnabled: (value) => typeof value === 'boolean',
  notificationRecipients: (value) =>
    Array.isArray(value) && value.length <= 100 && value.every((one) => typeof one === 'string'),
}

function changeRule(turn: Turn): Answer {
  const { tenant, write } = turn
  requirePremium(tenant)
  const before = ruleByPath(turn)
  const policyId = idOf(getByPath(turn, roleManagementPolicies))
  const changes: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(jsonOf(turn.arrival))) {
    if (name.startsWith('@odata.') || name === 'id' || name === 'target') continue
    if (!Object.hasOwn(before, name)) throw propertyInvalid(name)
    const fits = CHANGEABLE[name]
    if (!fits) {
      if (JSON.stringify(value) !== JSON.stringify(before[name]))
        throw valueInvalid(name, 'RoleManagementPolicyRule')
      continue
    }
    if (!fits(value)) throw typeInvalid(name, 'String')
    changes[name] = value
  }
  const rule = { ...before, ...changes }
  const after = {
    id: `${policyId}/${before.id}`,
    policyId,
    rule,
    at: timeOf(turn),
    by: write.actor.displayName,
    byId: write.actor.id,
  }
  if (JSON.stringify(rule) !== JSON.stringify(before)) tenant.commit(write, KIND, after.id, after)
  return noContent(turn)
}
