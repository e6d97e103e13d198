/** https://learn.microsoft.com/powershell/module/exchange/get-managementroleassignment */
import type { Entity } from '../../base.ts'
import { objectNotFound } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { assignmentObject, ROLE_GROUPS } from '../recipients/role-groups.ts'
import { meantBy } from '../wildcards.ts'

export default noun({
  name: 'ManagementRoleAssignment',
  verbs: [],
  odd: {
    'Get-ManagementRoleAssignment': {
      parameters: {
        ...each(
          'Identity Role RoleAssignee CustomConfigWriteScope CustomRecipientWriteScope ExclusiveConfigWriteScope ExclusiveRecipientWriteScope RecipientAdministrativeUnitScope RecipientGroupScope RecipientOrganizationalUnitScope WritableRecipient',
          { type: 'String' },
        ),
        ...each('Delegating Enabled Exclusive GetEffectiveUsers', FLAG),
        AssignmentMethod: {
          type: 'String[]',
          values: ['Direct', 'SecurityGroup', 'RoleGroup', 'RoleAssignmentPolicy'],
        },
        ConfigWriteScope: {
          type: 'Enum',
          values: ['None', 'OrganizationConfig', 'CustomConfigScope', 'ExclusiveConfigScope'],
        },
        RecipientWriteScope: {
          type: 'Enum',
          values: [
            'None',
            'Organization',
            'MyGAL',
            'Self',
            'MyDistributionGroups',
            'OU',
            'CustomRecipientScope',
          ],
        },
        RoleAssigneeType: {
          type: 'Enum',
          values: [
            'User',
            'SecurityGroup',
            'RoleAssignmentPolicy',
            'ForeignSecurityPrincipal',
            'RoleGroup',
            'LinkedRoleGroup',
            'Computer',
            'ServicePrincipal',
          ],
        },
      },
      run: show,
    },
  },
})

/** Properties that a parameter of the same name filters by. */
const CHOOSING = [
  'Role',
  'RoleAssignee',
  'RoleAssigneeType',
  'Enabled',
  'ConfigWriteScope',
  'RecipientWriteScope',
]

function show({ organization, bound }: Invocation): Outcome {
  const all = ROLE_GROUPS.flatMap(({ name, roles }) =>
    roles.map((role) => assignmentObject(organization, role, name)),
  )
  if (typeof bound.Identity === 'string' && bound.Identity !== '') {
    const exact = all.filter((assignment) => isSame(assignment, 'Identity', bound.Identity))
    const output = meantBy(
      bound.Identity,
      exact,
      () => all,
      ({ Name }) => [Name],
    )
    if (output.length === 0) throw objectNotFound(bound.Identity)
    return { ...NOTHING, output }
  }
  const asked = CHOOSING.filter((name) => bound[name] !== undefined && bound[name] !== null)
  const none = bound.Delegating === true || bound.Exclusive === true
  const output = none ? [] : all.filter((one) => asked.every((name) => isSame(one, name, bound[name])))
  return { ...NOTHING, output }
}

const isSame = (one: Entity, name: string, value: unknown): boolean =>
  String(one[name]).toLowerCase() === String(value).toLowerCase()
