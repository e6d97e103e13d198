import { resource } from '../resource.ts'

/** Application permissions and app roles held; reached from their principal or their resource only. */
export const appRoleAssignments = resource({
  segment: 'appRoleAssignments',
  type: 'appRoleAssignment',
  source: 'https://learn.microsoft.com/graph/api/resources/approleassignment',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    appRoleId: { type: 'Guid', required: true },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true },
    principalDisplayName: { type: 'String', readOnly: true },
    principalId: { type: 'Guid', required: true, filter: 'default' },
    principalType: { type: 'String', readOnly: true },
    resourceDisplayName: { type: 'String', readOnly: true },
    resourceId: { type: 'Guid', required: true, filter: 'default' },
  },
})
