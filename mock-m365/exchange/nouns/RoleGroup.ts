/** https://learn.microsoft.com/powershell/module/exchange/get-rolegroup — custom role groups are not emulated. */
import { objectNotFound } from '../errors.ts'
import { NOTHING, noun } from '../noun.ts'
import { FLAG } from '../recipients/parameters.ts'
import { ROLE_GROUPS, type RoleGroup, roleGroupObject } from '../recipients/role-groups.ts'

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
        const asked = bound.Identity ? [getRoleGroup(String(bound.Identity))] : ROLE_GROUPS
        return { ...NOTHING, output: asked.map((one) => roleGroupObject(organization, one)) }
      },
    },
  },
})

/** @throws CmdletError 404 */
export function getRoleGroup(identity: string): RoleGroup {
  const found = ROLE_GROUPS.find(({ name }) => name.toLowerCase() === identity.toLowerCase())
  if (!found) throw objectNotFound(identity)
  return found
}
