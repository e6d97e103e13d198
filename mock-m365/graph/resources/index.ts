/** Every resource that the mock serves: one line each. */

import { roleManagementPolicies, roleManagementPolicyAssignments } from '../pim/policies.ts'
import { roleAssignmentScheduleInstances } from '../pim/roleAssignmentScheduleInstances.ts'
import { roleAssignmentScheduleRequests } from '../pim/roleAssignmentScheduleRequests.ts'
import { roleAssignmentSchedules } from '../pim/roleAssignmentSchedules.ts'
import { roleEligibilityScheduleInstances } from '../pim/roleEligibilityScheduleInstances.ts'
import { roleEligibilityScheduleRequests } from '../pim/roleEligibilityScheduleRequests.ts'
import { roleEligibilitySchedules } from '../pim/roleEligibilitySchedules.ts'
import type { Resource } from '../verbs/resource.ts'
import { applications } from './applications.ts'
import { conditionalAccessPolicies } from './conditionalAccessPolicies.ts'
import { directoryRoles } from './directoryRoles.ts'
import { directoryRoleTemplates } from './directoryRoleTemplates.ts'
import { domains } from './domains.ts'
import { groupSettings } from './groupSettings.ts'
import { groupSettingTemplates } from './groupSettingTemplates.ts'
import { groups } from './groups.ts'
import { oauth2PermissionGrants } from './oauth2PermissionGrants.ts'
import { organization } from './organization.ts'
import { roleAssignments } from './roleAssignments.ts'
import { roleDefinitions } from './roleDefinitions.ts'
import { servicePrincipals } from './servicePrincipals.ts'
import { subscribedSkus } from './subscribedSkus.ts'
import { users } from './users.ts'

/** Resources that navigations reach as directory objects. */
export const DIRECTORY_RESOURCES: readonly Resource[] = [
  users,
  groups,
  servicePrincipals,
  applications,
  directoryRoles,
]

export const RESOURCES: readonly Resource[] = [
  ...DIRECTORY_RESOURCES,
  organization,
  domains,
  oauth2PermissionGrants,
  directoryRoleTemplates,
  subscribedSkus,
  roleDefinitions,
  roleAssignments,
  roleAssignmentScheduleRequests,
  roleEligibilityScheduleRequests,
  roleAssignmentSchedules,
  roleEligibilitySchedules,
  roleAssignmentScheduleInstances,
  roleEligibilityScheduleInstances,
  roleManagementPolicies,
  roleManagementPolicyAssignments,
  conditionalAccessPolicies,
  groupSettings,
  groupSettingTemplates,
]
