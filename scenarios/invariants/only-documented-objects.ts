import type { Change } from '#mock-m365'
import { NAMED, OBJECT_KINDS, type ObjectKindName, publishedSite } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant, type Moment } from '../harness/moment.ts'
import { inlineAppId } from '../harness/world.ts'

/** Kinds that consent, role assignment and the removal of a principal write in addition to the named objects. */
const ACCOMPANYING = new Set([
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'roleAssignments',
  'roleAssignmentSchedules',
  'roleAssignmentScheduleRequests',
  'roleEligibilitySchedules',
  'roleEligibilityScheduleRequests',
  'deletedItems',
  'groups/members',
])

export const onlyDocumentedObjects = invariant({
  name: 'only documented objects',
  statement:
    'every object that the product creates in a tenant is one of the published objects, under its published name',
  clauses: ['PI-13', 'PI-14', 'PI-15', 'PI-16', 'PI-30', 'IV-06'],
  check(moment) {
    if (moment.step.op === 'administrator') return undefined
    return moment.changes
      .filter(({ before, after }) => !before && after)
      .flatMap((change) => breachIn(change, moment) ?? [])
  },
})

function breachIn({ kind, after, call }: Change, { world }: Moment): string | undefined {
  if (ACCOMPANYING.has(kind)) return undefined
  const name = nameOf(after)
  if ((OBJECT_KINDS as readonly string[]).includes(kind) && NAMED[kind as ObjectKindName].has(name))
    return undefined
  if (kind === 'servicePrincipals' && after?.appId === inlineAppId(world)) return undefined
  const { sendingInfrastructure } = publishedSite(world.script.site)
  if (kind === 'TenantAllowBlockListSpoofItems' && after?.SendingInfrastructure === sendingInfrastructure)
    return undefined
  return `${call} made ${kind} "${name}", which no page names`
}
