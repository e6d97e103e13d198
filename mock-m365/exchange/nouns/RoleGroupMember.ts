/** https://learn.microsoft.com/powershell/module/exchange/get-rolegroupmember — holders of the directory's roles. */
import type { Entity } from '../../base.ts'
import { NOTHING, noun } from '../noun.ts'
import { recipientOf } from '../recipients/index.ts'
import { recipientObject } from '../recipients/reduced.ts'
import { holdersOf } from '../recipients/role-groups.ts'
import type { Scene } from '../recipients/tail.ts'
import { getRoleGroup } from './RoleGroup.ts'

export default noun({
  name: 'RoleGroupMember',
  verbs: [],
  odd: {
    'Get-RoleGroupMember': {
      parameters: { Identity: { type: 'String', mandatory: true }, ResultSize: { type: 'Unlimited' } },
      run: ({ view, organization, bound }) => {
        const members = holdersOf(view, getRoleGroup(String(bound.Identity)))
        return {
          ...NOTHING,
          output: members.map(({ entity }) => memberObject({ view, organization }, entity)),
        }
      },
    },
  },
})

/** A member that is not a recipient is shown in the same shape, without addresses (inferred). */
function memberObject(scene: Scene, entity: Entity): Entity {
  const recipient = recipientOf(scene.view, entity)
  if (recipient) return recipientObject(scene, recipient)
  const displayName = String(entity.displayName ?? '')
  const nobody = {
    id: String(entity.id),
    type: 'User',
    primaryAddress: '',
    addresses: [],
    displayName,
    entity,
  } as const
  return recipientObject(scene, nobody)
}
