/** The defects: one line each. */
import { claimsEverything } from './claims-everything.ts'
import type { Defect } from './defect.ts'
import { enabledTooEarly } from './enabled-too-early.ts'
import { forgottenClaim } from './forgotten-claim.ts'
import { givesUp } from './gives-up.ts'
import { impatient } from './impatient.ts'
import { literalReading } from './literal-reading.ts'
import { orphanedConnector } from './orphaned-connector.ts'
import { overwrittenAllowList } from './overwritten-allow-list.ts'
import { restless } from './restless.ts'
import { undocumentedRule } from './undocumented-rule.ts'
import { weakConnector } from './weak-connector.ts'
import { wrongHands } from './wrong-hands.ts'
import { wrongSite } from './wrong-site.ts'

export const DEFECTS: readonly Defect[] = [
  literalReading,
  orphanedConnector,
  overwrittenAllowList,
  claimsEverything,
  forgottenClaim,
  wrongSite,
  undocumentedRule,
  weakConnector,
  enabledTooEarly,
  restless,
  impatient,
  wrongHands,
  givesUp,
]
