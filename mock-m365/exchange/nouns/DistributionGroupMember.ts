/** https://learn.microsoft.com/powershell/module/exchange/add-distributiongroupmember — members are Graph's own records. */
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { getReferred, settingsEdit } from '../recipients/change.ts'
import {
  checkManager,
  idsOf,
  memberIn,
  membershipEdit,
  membershipEdits,
  membersIn,
} from '../recipients/groups.ts'
import { entityWithId, nameOf, type Recipient, recipientOf, settingsOf } from '../recipients/index.ts'
import { getRecipient, lazily, MORE_RESULTS, RESULTS_DEFAULT } from '../recipients/listing.ts'
import { FLAG, SWITCH } from '../recipients/parameters.ts'
import { recipientObject } from '../recipients/reduced.ts'
import { memberExists, memberNotFound } from '../recipients/refusals.ts'
import { DISTRIBUTION } from './DistributionGroup.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const CHANGE = { Identity: IDENTITY, BypassSecurityGroupManagerCheck: SWITCH }
const MEMBER: ParameterSpec = { type: 'String', mandatory: true }

export default noun({
  name: 'DistributionGroupMember',
  verbs: [],
  odd: {
    'Get-DistributionGroupMember': {
      parameters: { Identity: IDENTITY, ResultSize: { type: 'Unlimited' }, IncludeSoftDeletedObjects: FLAG },
      run: show,
    },
    'Add-DistributionGroupMember': { parameters: { ...CHANGE, Member: MEMBER }, run: add },
    'Remove-DistributionGroupMember': { parameters: { ...CHANGE, Member: MEMBER }, run: remove },
    'Update-DistributionGroupMember': {
      parameters: { ...CHANGE, Members: { type: 'String[]' } },
      run: (invocation) => {
        const { view, bound } = invocation
        const group = groupIn(invocation)
        const edits = membershipEdits(view, 'members', group.id, membersIn(view, bound.Members, group.id))
        return edits.length === 0
          ? NOTHING
          : { ...NOTHING, edits: [...named(edits), touched(invocation, group)] }
      },
    },
  },
})

function show(invocation: Invocation): Outcome {
  const { view, organization, bound } = invocation
  const group = getRecipient(DISTRIBUTION, invocation, String(bound.Identity))
  const members = idsOf(view, 'members', group.id).flatMap((id): Recipient[] => {
    const entity = entityWithId(view, id)
    const recipient = entity && recipientOf(view, entity)
    return recipient ? [recipient] : []
  })
  const limit = typeof bound.ResultSize === 'number' ? Math.max(0, bound.ResultSize) : RESULTS_DEFAULT
  const rows = members.slice(0, limit)
  return {
    ...NOTHING,
    output: lazily(rows, (member) => recipientObject({ view, organization }, member)),
    warnings: members.length > limit ? [MORE_RESULTS] : [],
  }
}

function groupIn(invocation: Invocation): Recipient {
  const group = getRecipient(DISTRIBUTION, invocation, String(invocation.bound.Identity))
  checkManager(invocation, group.id)
  return group
}

const touched = (invocation: Invocation, { id }: Recipient) =>
  settingsEdit(invocation, id, settingsOf(invocation.view, id), true)

/** The members become those of the call. */
const named = (edits: Outcome['edits']): Outcome['edits'] =>
  edits.map(({ kind, key, after }) => ({ kind, key, after }))

function add(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const group = groupIn(invocation)
  const member = memberIn(view, String(bound.Member), group.id)
  if (view.get('groups/members', `${group.id}/${member.id}`))
    throw memberExists(nameOf(view, member.entity), nameOf(view, group.entity))
  const edit = membershipEdit('members', group.id, member.id, true)
  return { ...NOTHING, edits: [...named([edit]), touched(invocation, group)] }
}

function remove(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const group = groupIn(invocation)
  const member = getReferred(view, String(bound.Member))
  if (!view.get('groups/members', `${group.id}/${member.id}`))
    throw memberNotFound(nameOf(view, member.entity), nameOf(view, group.entity))
  const edit = membershipEdit('members', group.id, member.id, false)
  return { ...NOTHING, edits: [...named([edit]), touched(invocation, group)] }
}
