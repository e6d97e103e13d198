/**
 * Security defaults.
 * https://learn.microsoft.com/graph/api/resources/identitysecuritydefaultsenforcementpolicy
 */
import type { Entity } from '../../base.ts'
import { SECURITY_DEFAULTS } from '../../entra/authorize/conditional-access.ts'
import { writing } from '../authorization/access.ts'
import { noContent, ok } from '../wire/answer.ts'
import { policiesEnabled } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, parametersOf } from './action.ts'

const PATH = 'policies/identitySecurityDefaultsEnforcementPolicy'
const PAGE = 'https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy'
/** The same in every tenant (documented). */
const ID = '00000000-0000-0000-0000-000000000005'

/** What the page prints (documented). */
const DESCRIPTION =
  'Security defaults is a set of basic identity security mechanisms recommended by Microsoft. When enabled, these ' +
  'recommendations will be automatically enforced in your organization. Administrators and users will be better ' +
  'protected from common identity related attacks.'

const READ = writing(['Policy.Read.All'], ['conditionalAccessPolicies/standard/read'])
const WRITE = writing(['Policy.ReadWrite.SecurityDefaults'], ['conditionalAccessPolicies/basic/update'])

const parametersIn = parametersOf('identitysecuritydefaultsenforcementpolicy-update', {
  isEnabled: { type: 'Boolean' },
  displayName: { type: 'String', max: 256 },
  description: { type: 'String', max: 1024 },
})

export const securityDefaultsActions: readonly Action[] = [
  { method: 'GET', path: PATH, access: READ, source: `${PAGE}-get`, provenance: 'documented', run: getOne },
  {
    method: 'PATCH',
    path: PATH,
    access: WRITE,
    source: `${PAGE}-update`,
    provenance: 'documented',
    run: update,
  },
]

function policyOf({ tenant }: Turn): Entity {
  const [kept = {}] = tenant.list(SECURITY_DEFAULTS)
  return {
    id: ID,
    displayName: 'Security Defaults',
    description: DESCRIPTION,
    isEnabled: false,
    ...kept,
  }
}

function getOne(turn: Turn) {
  const { id, description, displayName, isEnabled } = policyOf(turn)
  const context = turn.annotated
    ? { '@odata.context': `${turn.arrival.origin}/${turn.version}/$metadata#${PATH}/$entity` }
    : {}
  return ok(turn, 200, { body: JSON.stringify({ ...context, id, description, displayName, isEnabled }) })
}

/** They cannot be on together with Conditional Access (documented; the text is inferred). */
function update(turn: Turn) {
  const { tenant, write } = turn
  const before = policyOf(turn)
  const after = { ...before, ...parametersIn(turn) }
  const isEnabled = (one: Entity) => one.state === 'enabled'
  if (after.isEnabled === true && tenant.list('conditionalAccessPolicies').some(isEnabled))
    throw policiesEnabled()
  if (JSON.stringify(after) !== JSON.stringify(before))
    tenant.commit(write, SECURITY_DEFAULTS, String(after.id), after)
  return noContent(turn)
}
