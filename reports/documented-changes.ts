/** All that the vendor says its product changes in a tenant, by mode and stage. One line a stage; the rows are tables. */

import type { DocumentedChange } from './documented-change.ts'
import { apiGrantChanges } from './documented-changes/api/grant.ts'
import { apiCleanupChanges, apiRevokeChanges } from './documented-changes/api/revoke.ts'
import { apiRunningChanges } from './documented-changes/api/running.ts'
import { cleanupChanges } from './documented-changes/cleanup.ts'
import { consequencesOf } from './documented-changes/consequences.ts'
import { deprovisioningChanges } from './documented-changes/deprovisioning.ts'
import { provisioningChanges } from './documented-changes/provisioning.ts'
import { runningChanges } from './documented-changes/running.ts'
import type { Mode } from './record.ts'

/** Within a stage the published table comes first: a change belongs to the first row that documents it. */
const TABLES: Readonly<Record<Mode, readonly DocumentedChange[]>> = {
  inline: [
    ...provisioningChanges,
    ...runningChanges,
    ...deprovisioningChanges,
    ...cleanupChanges,
    ...consequencesOf('deprovisioning'),
    ...consequencesOf('manual cleanup'),
  ],
  API: [...apiGrantChanges, ...apiRunningChanges, ...apiRevokeChanges, ...apiCleanupChanges],
}

export const documentedChangesOf = (mode: Mode): readonly DocumentedChange[] => TABLES[mode]
