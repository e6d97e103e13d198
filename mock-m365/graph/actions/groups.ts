/** Actions of groups. */
import type { Answer } from '../../wire.ts'
import { checkReach, reading, writing } from '../authorization/access.ts'
import { satisfies } from '../dynamic-membership/evaluate.ts'
import { explained } from '../dynamic-membership/explain.ts'
import { ruleOf } from '../dynamic-membership/parse.ts'
import { isUnified } from '../groups/memberships.ts'
import { groups } from '../resources/groups.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import { noContent } from '../wire/answer.ts'
import { referenceInvalid, resourceNotFound, segmentUnknown, valueRequired } from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'
import { type Action, answerComplex, parametersOf } from './action.ts'
import { validate } from './directoryObjects.ts'
import { openExtensionActions } from './openExtensions.ts'

/** https://learn.microsoft.com/graph/api/group-evaluatedynamicmembership */
const EVALUATE = reading(['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'])
const EVALUATION = {
  source: 'https://learn.microsoft.com/graph/api/group-evaluatedynamicmembership',
  provenance: 'documented',
} as const
const parametersIn = parametersOf('evaluateDynamicMembership', {
  memberId: { type: 'Guid', required: true },
  membershipRule: { type: 'String' },
})

export const groupActions: readonly Action[] = [
  ...openExtensionActions(
    groups,
    reading(['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All']),
    writing(['Group.ReadWrite.All', 'Directory.ReadWrite.All'], ['groups/basic/update']),
  ),
  {
    method: 'POST',
    path: 'groups/{id}/renew',
    access: writing(['Group.ReadWrite.All', 'Directory.ReadWrite.All'], ['groups/basic/update']),
    source: 'https://learn.microsoft.com/graph/api/group-renew',
    provenance: 'documented',
    run: renew,
  },
  {
    method: 'POST',
    path: 'groups/{id}/validateProperties',
    access: reading(['Group.Read.All', 'Group.ReadWrite.All']),
    source: 'https://learn.microsoft.com/graph/api/group-validateproperties',
    provenance: 'documented',
    run: (turn) => {
      getByPath(turn, groups)
      return validate(turn)
    },
  },
  {
    method: 'POST',
    path: 'groups/evaluateDynamicMembership',
    access: EVALUATE,
    ...EVALUATION,
    run: (turn) => {
      const { memberId, membershipRule } = parametersIn(turn)
      if (typeof membershipRule !== 'string') throw valueRequired('membershipRule', 'Group')
      return evaluate(turn, memberId, membershipRule)
    },
  },
  {
    method: 'POST',
    path: 'groups/{id}/evaluateDynamicMembership',
    access: EVALUATE,
    ...EVALUATION,
    run: (turn) => {
      const { membershipRule } = getByPath(turn, groups)
      if (typeof membershipRule !== 'string') throw valueRequired('membershipRule', 'Group')
      return evaluate(turn, parametersIn(turn).memberId, membershipRule)
    },
  },
]

/** Only beta has it (documented). */
function evaluate(turn: Turn, memberId: unknown, membershipRule: string): Answer {
  const { tenant, arrival, version } = turn
  if (version !== 'beta') throw segmentUnknown('evaluateDynamicMembership')
  const rule = ruleOf(membershipRule)
  const id = String(memberId).toLowerCase()
  const member = tenant.get(rule.subject === 'user' ? 'users' : 'devices', id)
  if (!member) throw resourceNotFound(id)
  const around = { view: tenant, at: arrival.at }
  return answerComplex(turn, 'evaluateDynamicMembershipResult', {
    membershipRule,
    membershipRuleEvaluationResult: satisfies(rule, member, around),
    membershipRuleEvaluationDetails: explained(rule, member, around),
  })
}

/** Only Microsoft 365 groups expire (documented; the refusal of others is inferred). */
function renew(turn: Turn): Answer {
  const group = getByPath(turn, groups)
  checkReach(turn, group)
  if (!isUnified(group)) throw referenceInvalid('renew')
  const after = { ...group, renewedDateTime: timeOf(turn) }
  if (after.renewedDateTime !== group.renewedDateTime)
    turn.tenant.commit(turn.write, 'groups', idOf(group), after)
  return noContent(turn)
}
