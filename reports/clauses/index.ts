/** The clause table: one line a group. */
import { apiGrant } from './api-grant.ts'
import type { Clause } from './clause.ts'
import { cleanup } from './cleanup.ts'
import { consoleClauses } from './console.ts'
import { crossStage } from './cross-stage.ts'
import { deprovisioning } from './deprovisioning.ts'
import { policyTargets } from './policy-targets.ts'
import { provisioning } from './provisioning.ts'
import { running } from './running.ts'
import { securitySettings } from './security-settings.ts'
import { synchronization } from './synchronization.ts'
import { token } from './token.ts'
import { upgrade } from './upgrade.ts'

export const clauses: readonly Clause[] = [
  ...apiGrant,
  ...provisioning,
  ...synchronization,
  ...running,
  ...policyTargets,
  ...upgrade,
  ...token,
  ...deprovisioning,
  ...cleanup,
  ...securitySettings,
  ...consoleClauses,
  ...crossStage,
]
