/** The change audit, in the order of its sections: one line each. */
import type { Section } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { calls } from './calls.ts'
import { customer } from './customer.ts'
import { findings } from './findings.ts'
import { left } from './left.ts'
import { legend } from './legend.ts'
import { missing } from './missing.ts'
import { notInExport } from './not-in-export.ts'
import { overview } from './overview.ts'
import { ownFlow } from './own-flow.ts'
import { run } from './run.ts'
import { simulation } from './simulation.ts'
import { stages } from './stages.ts'
import { undocumented } from './undocumented.ts'
import { verdict } from './verdict.ts'

export const changeAuditSections: readonly Section<AuditedRun>[] = [
  simulation,
  verdict,
  undocumented,
  missing,
  left,
  customer,
  findings,
  ownFlow,
  notInExport,
  run,
  overview,
  ...stages,
  calls,
  legend,
]
