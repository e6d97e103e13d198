/** https://learn.microsoft.com/powershell/module/exchange/get-rolegroup — custom role groups are not emulated. */
import { ambiguous, objectNotFound } from '../errors.ts'
import { NOTHING, noun } from '../noun.ts'
import { FLAG } from '../recipients/parameters.ts'
import { ROLE_GROUPS, type RoleGroup, roleGroupObject } from '../recipients/role-groups.ts'
import { meantBy } from '../wildcards.ts'

export default noun({
  name: 'RoleGroup',
  verbs: [],
  odd: {
    'Get-RoleGroup': {
      parameters: {
        Identity: { type: 'String' },
        Filter: { type: 'String' },
        ResultSize: { type: 'Unlimited' },
        ShowPartnerLinked: FLAG,
        SortBy: { type: 'String' },
      },
      run: ({ organization, bound }) => {
        const asked = bound.Identity ? roleGroupsNamed(String(bound.Identity)) : ROLE_GROUPS
        return { ...NOTHING, output: asked.map((group) => roleGroupObject(organization, group)) }
      },
    },
  },
})

/** @throws CmdletError 404 without a match, 400 for several */
export function getRoleGroup(identity: string): RoleGroup {
  const [group, other] = roleGroupsNamed(identity)
  if (!group || other) throw ambiguous(identity)
  return group
}

/** @throws CmdletError 404 */
function roleGroupsNamed(identity: string): readonly RoleGroup[] {
  const exact = ROLE_GROUPS.filter(({ name }) => name.toLowerCase() === identity.toLowerCase())
  const found = meantBy(
    identity,
    exact,
    () => ROLE_GROUPS,
    ({ name }) => [name],
  )
  if (found.length === 0) throw objectNotFound(identity)
  return found
}
