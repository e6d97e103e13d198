/** https://learn.microsoft.com/powershell/module/exchange/get-managementrole */
import { objectNotFound } from '../errors.ts'
import { NOTHING, noun } from '../noun.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { ROLES, roleObject } from '../recipients/role-groups.ts'
import { isLike } from '../wildcards.ts'

export default noun({
  name: 'ManagementRole',
  verbs: [],
  odd: {
    'Get-ManagementRole': {
      parameters: {
        ...each('Identity RoleType Cmdlet Script', { type: 'String' }),
        ...each('CmdletParameters ScriptParameters', { type: 'String[]' }),
        ...each('GetChildren Recurse', FLAG),
      },
      run: ({ organization, bound }) => {
        const identity = typeof bound.Identity === 'string' ? bound.Identity.toLowerCase() : ''
        const type = typeof bound.RoleType === 'string' ? bound.RoleType.toLowerCase() : undefined
        // A star matches any text, also within the name (documented).
        const output = ROLES.filter((name) => identity === '' || isLike(name.toLowerCase(), identity)).map(
          (name) => roleObject(organization, name),
        )
        if (identity !== '' && output.length === 0) throw objectNotFound(String(bound.Identity))
        return {
          ...NOTHING,
          output:
            type === undefined ? output : output.filter((one) => String(one.RoleType).toLowerCase() === type),
        }
      },
    },
  },
})
