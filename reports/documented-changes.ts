/** All that the vendor says its product changes in a tenant, stage by stage. One line a stage; the rows are tables. */

import type { DocumentedChange } from './documented-change.ts'
import { cleanupChanges } from './documented-changes/cleanup.ts'
import { consequencesOf } from './documented-changes/consequences.ts'
import { deprovisioningChanges } from './documented-changes/deprovisioning.ts'
import { provisioningChanges } from './documented-changes/provisioning.ts'
import { runningChanges } from './documented-changes/running.ts'

/** Within a stage the published table comes first: a change belongs to the first row that documents it. */
export const documentedChanges: readonly DocumentedChange[] = [
  ...provisioningChanges,
  ...runningChanges,
  ...deprovisioningChanges,
  ...cleanupChanges,
  ...consequencesOf('deprovisioning'),
  ...consequencesOf('manual cleanup'),
]
