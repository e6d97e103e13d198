import type { ObjectsByGoal } from '#cas-core'
import { defect } from './defect.ts'

const NAME = 'TMCAS Inline Diagnostics Rule'

export const undocumentedRule = defect({
  name: 'undocumented rule',
  story: 'the product makes a rule that no page names',
  expected: 'only documented objects',
  warp: { table: (table) => [...table, ...diagnostics(table)] },
})

/** A seventh rule, made from the fourth and removed with it. */
function diagnostics(table: ObjectsByGoal): ObjectsByGoal {
  return table
    .filter((row) => row.key === 'R4')
    .map((row) => ({
      ...row,
      key: 'R7' as typeof row.key,
      name: NAME,
      wanted: () => ({ Name: NAME, SubjectContainsWords: ['diagnostics'], SetAuditSeverity: 'Low' }),
    }))
}
