/**
 * Members, owners and subscribers of Microsoft 365 groups.
 * https://learn.microsoft.com/powershell/module/exchange/add-unifiedgrouplinks — rules documented, their texts inferred
 */
import { invalidSettings } from '../errors.ts'
import { asList, type Edit, type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { settingsEdit } from '../recipients/change.ts'
import { idsOf, membershipEdit } from '../recipients/groups.ts'
import { entityWithId, type Recipient, recipientOf, settingsOf } from '../recipients/index.ts'
import { getRecipient, lazily, MORE_RESULTS, RESULTS_DEFAULT } from '../recipients/listing.ts'
import { recipientObject } from '../recipients/reduced.ts'
import { checkUser, UNIFIED, userIn } from './UnifiedGroup.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const LINK_TYPE: ParameterSpec = {
  type: 'Enum',
  clr: 'Microsoft.Exchange.Data.Directory.Recipient.LinkType',
  values: ['Members', 'Owners', 'Subscribers', 'EventSubscribers', 'Aggregators'],
  mandatory: true,
}
const LINKS = {
  Identity: IDENTITY,
  LinkType: LINK_TYPE,
  Links: { type: 'String[]', mandatory: true },
} as const

export default noun({
  name: 'UnifiedGroupLinks',
  verbs: [],
  odd: {
    'Get-UnifiedGroupLinks': {
      parameters: { Identity: IDENTITY, LinkType: LINK_TYPE, ResultSize: { type: 'Unlimited' } },
      run: show,
    },
    'Add-UnifiedGroupLinks': { parameters: LINKS, run: (invocation) => change(invocation, true) },
    'Remove-UnifiedGroupLinks': { parameters: LINKS, run: (invocation) => change(invocation, false) },
  },
})

type Link = 'Members' | 'Owners' | 'Subscribers'

/** Exchange stores subscribers, the directory members and owners. */
function linked({ view }: Invocation, groupId: string, type: unknown): readonly string[] {
  if (type === 'Members') return idsOf(view, 'members', groupId)
  if (type === 'Owners') return idsOf(view, 'owners', groupId)
  return asList(settingsOf(view, groupId)[String(type)])
}

function show(invocation: Invocation): Outcome {
  const { view, organization, bound } = invocation
  const group = getRecipient(UNIFIED, invocation, String(bound.Identity))
  const people = linked(invocation, group.id, bound.LinkType).flatMap((id): Recipient[] => {
    const entity = entityWithId(view, id)
    const recipient = entity && recipientOf(view, entity)
    return recipient ? [recipient] : []
  })
  const limit = typeof bound.ResultSize === 'number' ? Math.max(0, bound.ResultSize) : RESULTS_DEFAULT
  return {
    ...NOTHING,
    output: lazily(people.slice(0, limit), (one) => recipientObject({ view, organization }, one)),
    warnings: people.length > limit ? [MORE_RESULTS] : [],
  }
}

/** Adding an existing link or removing a missing one is not an error (inferred). */
function change(invocation: Invocation, isIn: boolean): Outcome {
  const { view, bound } = invocation
  checkUser(invocation)
  const group = getRecipient(UNIFIED, invocation, String(bound.Identity))
  const type = String(bound.LinkType)
  const ids = [...new Set(asList(bound.Links).map((name) => userIn(invocation, name)))]
  const before = new Set(linked(invocation, group.id, type))
  const concerned = ids.filter((id) => before.has(id) !== isIn)
  checkLinks(invocation, group.id, type as Link, concerned, isIn)
  if (concerned.length === 0) return NOTHING
  const settings = settingsOf(view, group.id)
  if (type === 'Members' || type === 'Owners') {
    const kind = type === 'Members' ? 'members' : 'owners'
    const edits = concerned.map(
      (id): Edit => ({ ...membershipEdit(kind, group.id, id, isIn), cascade: false }),
    )
    return { ...NOTHING, edits: [...edits, settingsEdit(invocation, group.id, settings, true)] }
  }
  const after = isIn ? [...before, ...concerned] : [...before].filter((id) => !concerned.includes(id))
  return { ...NOTHING, edits: [settingsEdit(invocation, group.id, { ...settings, [type]: after })] }
}

function checkLinks(
  invocation: Invocation,
  groupId: string,
  type: Link,
  ids: readonly string[],
  isIn: boolean,
): void {
  const { view } = invocation
  const owners = idsOf(view, 'owners', groupId)
  const members = new Set(idsOf(view, 'members', groupId))
  if (isIn && type !== 'Members' && ids.some((id) => !members.has(id)))
    throw invalidSettings(`Only members can be ${type.toLowerCase()} of a group. Add them as members first.`)
  if (isIn && type === 'Owners' && ids.some((id) => entityWithId(view, id)?.userType === 'Guest'))
    throw invalidSettings("Guest users can't be owners of a group.")
  if (!isIn && type === 'Owners' && owners.every((id) => ids.includes(id)))
    throw invalidSettings('A group must have at least one owner.')
  if (!isIn && type === 'Members' && ids.some((id) => owners.includes(id)))
    throw invalidSettings("An owner of the group can't be removed from its members. Remove the owner first.")
}
