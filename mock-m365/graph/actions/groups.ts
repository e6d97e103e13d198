/** What can be done with a group besides changing properties. */
import type { Answer } from '../../wire.ts'
import { reading, writing } from '../access.ts'
import { noContent } from '../answer.ts'
import { checkReach, getByPath, idOf } from '../entities.ts'
import { referenceInvalid } from '../errors.ts'
import { isUnified } from '../memberships.ts'
import { groups } from '../resources/groups.ts'
import { type Turn, timeOf } from '../turn.ts'
import type { Action } from './action.ts'
import { validate } from './directoryObjects.ts'

export const groupActions: readonly Action[] = [
  {
    method: 'POST',
    path: 'groups/{id}/renew',
    access: writing(
      ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['Global Administrator', 'Groups Administrator', 'User Administrator', 'Exchange Administrator'],
    ),
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
]

/** Only Microsoft 365 groups expire (documented; the refusal of others is inferred). */
function renew(turn: Turn): Answer {
  const group = getByPath(turn, groups)
  checkReach(turn, groups, group)
  if (!isUnified(group)) throw referenceInvalid('renew')
  const after = { ...group, renewedDateTime: timeOf(turn) }
  if (after.renewedDateTime !== group.renewedDateTime)
    turn.tenant.commit(turn.write, 'groups', idOf(group), after)
  return noContent(turn)
}
