/** The change audit, in the order of its sections: one line each. */
import type { Section } from '../section.ts'
import { about } from './about.ts'
import { assumed } from './assumed.ts'
import type { AuditedRun } from './audited-run.ts'
import { calls } from './calls.ts'
import { checklist } from './checklist.ts'
import { customer } from './customer.ts'
import { findings } from './findings.ts'
import { left } from './left.ts'
import { legend } from './legend.ts'
import { mailPath } from './mail-path.ts'
import { missing } from './missing.ts'
import { notInExport } from './not-in-export.ts'
import { overview } from './overview.ts'
import { ownFlow } from './own-flow.ts'
import { permissions } from './permissions.ts'
import { run } from './run.ts'
import { simulation } from './simulation.ts'
import { stages } from './stages.ts'
import { undocumented } from './undocumented.ts'
import { untouched } from './untouched.ts'
import { verdict } from './verdict.ts'

export const changeAuditSections: readonly Section<AuditedRun>[] = [
  simulation,
  about,
  verdict,
  undocumented,
  missing,
  left,
  customer,
  findings,
  overview,
  mailPath,
  ownFlow,
  permissions,
  checklist,
  ...stages,
  untouched,
  calls,
  notInExport,
  assumed,
  run,
  legend,
]
