import type { ObjectsByGoal } from '#cas-core'
import { defect } from './defect.ts'

export const enabledTooEarly = defect({
  name: 'enabled too early',
  story: 'a rerouting rule is made before the rules of the way back, and is on from then',
  expected: 'safe for mail',
  warp: { table: withRerouteBeforeR3 },
})

/** The connector that the rule names comes with it. */
function withRerouteBeforeR3(table: ObjectsByGoal): ObjectsByGoal {
  const early = table.flatMap((row) => {
    const { enabled: _, ...always } = row as typeof row & { enabled?: unknown }
    return row.key === 'C1' || row.key === 'R1' ? [always] : []
  })
  const rest = table.filter(({ key }) => key !== 'C1' && key !== 'R1')
  return rest.toSpliced(
    rest.findIndex(({ key }) => key === 'R3'),
    0,
    ...early,
  )
}
