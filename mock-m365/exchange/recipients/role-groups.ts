/**
 * Role groups of every organization, with their roles and the directory role whose holders are members.
 * https://learn.microsoft.com/exchange/permissions-exo/permissions-exo (documented; a part of the roles)
 */

import type { Entity, Kind } from '../../base.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import type { View } from '../../tenant.ts'
import { localTime } from '../../times.ts'
import { directoryTail, distinguishedName, guidOf, organizationId } from '../directory-object.ts'

export interface RoleGroup {
  readonly name: string
  readonly description: string
  readonly roles: readonly string[]
  /**
   * Directory roles whose holders are members (documented pairing; that they are direct members is inferred).
   */
  readonly holders: readonly string[]
}

const VIEWS = ['View-Only Configuration', 'View-Only Recipients']
const RECIPIENTS = [
  ...['Distribution Groups', 'Mail Recipient Creation', 'Mail Recipients', 'Message Tracking', 'Migration'],
  ...['Move Mailboxes', 'Recipient Policies', 'Reset Password', 'Team Mailboxes'],
]
const COMPLIANCE = [
  ...[
    'Audit Logs',
    'Compliance Admin',
    'Data Loss Prevention',
    'Information Rights Management',
    'Journaling',
  ],
  ...['Message Tracking', 'Retention Management', 'Transport Rules', 'View-Only Audit Logs'],
]
const ORGANIZATION = [
  ...[
    'E-Mail Address Policies',
    'Federated Sharing',
    'Legal Hold',
    'Mail Enabled Public Folders',
    'Mail Tips',
  ],
  ...['Org Custom Apps', 'Org Marketplace Apps', 'Organization Client Access', 'Organization Configuration'],
  ...['Organization Transport Settings', 'Public Folders', 'Remote and Accepted Domains', 'Role Management'],
  ...[
    'Security Admin',
    'Security Group Creation and Membership',
    'Security Reader',
    'Transport Hygiene',
    'User Options',
  ],
]

const roleGroup = (
  name: string,
  description: string,
  roles: readonly string[],
  holders: readonly string[] = [],
): RoleGroup => ({ name, description, roles: [...new Set(roles)].sort(), holders })

export const ROLE_GROUPS: readonly RoleGroup[] = [
  roleGroup(
    'Compliance Management',
    'Manages settings of compliance.',
    [...COMPLIANCE, ...VIEWS],
    ['Compliance Administrator'],
  ),
  roleGroup('Discovery Management', 'Searches mailboxes.', ['Legal Hold', 'Mailbox Search']),
  roleGroup(
    'Help Desk',
    'Views and manages options of users.',
    ['Reset Password', 'User Options', 'View-Only Recipients'],
    ['Helpdesk Administrator'],
  ),
  roleGroup('Hygiene Management', 'Manages protection from spam and malware.', [
    'Transport Hygiene',
    ...VIEWS,
  ]),
  roleGroup(
    'Organization Management',
    'Manages everything.',
    [...ORGANIZATION, ...RECIPIENTS, ...COMPLIANCE, ...VIEWS],
    ['Global Administrator', 'Exchange Administrator'],
  ),
  roleGroup('Recipient Management', 'Manages recipients.', RECIPIENTS, ['Exchange Recipient Administrator']),
  roleGroup('Records Management', 'Manages records.', [
    'Audit Logs',
    'Journaling',
    'Message Tracking',
    'Retention Management',
    'Transport Rules',
  ]),
  roleGroup('Security Administrator', 'Manages security.', ['Security Admin'], ['Security Administrator']),
  roleGroup('Security Reader', 'Views security.', ['Security Reader'], ['Security Reader']),
  roleGroup('View-Only Organization Management', 'Views everything.', VIEWS, ['Global Reader']),
]

export const ROLES: readonly string[] = [...new Set(ROLE_GROUPS.flatMap(({ roles }) => roles))].sort()

const CREATED = Date.UTC(2021, 0, 1)

const tail = (organization: string, name: string, category: string, objectClass: string): Entity => {
  const guid = guidOf(`${category} ${organization} ${name}`.toLowerCase())
  const place = { container: 'CN=Roles,CN=RBAC,', category, objectClass, version: '0.11 (14.0.550.0)' }
  return directoryTail({ organization, guid, at: CREATED }, name, place)
}

/** Properties as Microsoft365DSC reads them; the others, and the order, inferred. */
export const roleGroupObject = (organization: string, { name, description, roles }: RoleGroup): Entity => ({
  ManagedBy: ['Organization Management'],
  RoleAssignments: roles.map((role) => `${role}-${name}`),
  Roles: roles,
  DisplayName: '',
  ExternalDirectoryObjectId: '',
  Members: [],
  SamAccountName: name,
  Description: description,
  RoleGroupType: 'Standard',
  LinkedGroup: null,
  Capabilities: ['Partner_Managed'],
  LinkedPartnerGroupId: '',
  LinkedPartnerOrganizationId: '',
  ...tail(organization, name, 'Group', 'group'),
})

export const roleObject = (organization: string, name: string): Entity => ({
  RoleEntries: [],
  RoleType: name.replaceAll(/[^A-Za-z]/g, ''),
  ImplicitRecipientReadScope: 'Organization',
  ImplicitRecipientWriteScope: 'Organization',
  ImplicitConfigReadScope: 'OrganizationConfig',
  ImplicitConfigWriteScope: 'OrganizationConfig',
  IsRootRole: true,
  IsEndUserRole: false,
  MailboxPlanIndex: '',
  Description: '',
  Parent: null,
  IsDeprecated: false,
  ...tail(organization, name, 'ms-Exch-Role', 'msExchRole'),
})

/** Names observed in Microsoft365DSC. */
export const assignmentObject = (organization: string, role: string, assignee: string): Entity => ({
  DataObject: `${role}-${assignee}`,
  User: assignee,
  AssignmentMethod: 'Direct',
  Identity: `${role}-${assignee}`,
  EffectiveUserName: 'All Group Members',
  AssignmentChain: '',
  RoleAssigneeType: 'RoleGroup',
  RoleAssignee: assignee,
  Role: role,
  RoleAssignmentDelegationType: 'Regular',
  CustomRecipientWriteScope: null,
  CustomConfigWriteScope: null,
  CustomResourceScope: null,
  RecipientReadScope: 'Organization',
  ConfigReadScope: 'OrganizationConfig',
  RecipientWriteScope: 'Organization',
  ConfigWriteScope: 'OrganizationConfig',
  Enabled: true,
  RoleAssigneeName: assignee,
  IsValid: true,
  ExchangeVersion: '0.11 (14.0.550.0)',
  Name: `${role}-${assignee}`,
  DistinguishedName: distinguishedName(organization, 'CN=Role Assignments,CN=RBAC,', `${role}-${assignee}`),
  Guid: guidOf(`assignment ${organization} ${role} ${assignee}`.toLowerCase()),
  OrganizationId: organizationId(organization),
  WhenChanged: localTime(CREATED),
  WhenCreated: localTime(CREATED),
  ObjectState: 'Unchanged',
})

/** Users, groups and service principals that hold one of a role group's directory roles. */
export function holdersOf(view: View, { holders }: RoleGroup): readonly { kind: Kind; entity: Entity }[] {
  const assigned = holders.flatMap((role) =>
    view.find('roleAssignments', 'roleDefinitionId', roleTemplate(role)),
  )
  const ids = [...new Set(assigned.map(({ principalId }) => String(principalId)))]
  return ids.flatMap((id) =>
    (['users', 'groups', 'servicePrincipals'] as const).flatMap((kind) => {
      const entity = view.get(kind, id)
      return entity ? [{ kind, entity }] : []
    }),
  )
}
