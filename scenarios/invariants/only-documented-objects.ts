import type { Change } from '#mock-m365'
import { NAMED, OBJECT_KINDS, type ObjectKindName, publishedSite } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant, type Moment } from '../harness/moment.ts'
import { isByOthers } from '../harness/script.ts'
import type { World } from '../harness/world.ts'

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
  // how the product hears of mail in API mode; nobody in the tenant sees them (proposed)
  'subscriptions',
])

export const onlyDocumentedObjects = invariant({
  name: 'only documented objects',
  statement:
    'every object that the product creates in a tenant is one of the published objects, under its published name',
  clauses: ['PI-13', 'PI-14', 'PI-15', 'PI-16', 'PI-30', 'IV-06'],
  check(moment) {
    if (isByOthers(moment.step)) return undefined
    return moment.changes
      .filter(({ before, after }) => !before && after)
      .flatMap((change) => breachIn(change, moment) ?? [])
  },
})

function breachIn({ kind, after, call }: Change, { world, stage }: Moment): string | undefined {
  if (ACCOMPANYING.has(kind)) return undefined
  // a mailbox of API mode gets one with its first quarantined item, and a grant makes none
  if (kind === 'mailFolders' && after?.isHidden === true && stage?.op !== 'provision') return undefined
  const name = nameOf(after)
  if ((OBJECT_KINDS as readonly string[]).includes(kind) && NAMED[kind as ObjectKindName].has(name))
    return undefined
  if (kind === 'servicePrincipals' && isOfVendor(world, after?.appId)) return undefined
  const { sendingInfrastructure } = publishedSite(world.script.site)
  if (kind === 'TenantAllowBlockListSpoofItems' && after?.SendingInfrastructure === sendingInfrastructure)
    return undefined
  return `${call} made ${kind} "${name}", which no page names`
}

/** Each service has its own application, all under one name. */
const isOfVendor = ({ origin }: World, appId: unknown): boolean =>
  origin.facts.applications.some(({ clientId }) => clientId === appId)
