import type { ObjectsByGoal } from '#cas-core'
import { defect } from './defect.ts'

export const enabledTooEarly = defect({
  name: 'enabled too early',
  story: 'a rerouting rule is made before the rules of the way back, and is on from then',
  expected: 'safe for mail',
  warp: { table: withR1BeforeR3 },
})

function withR1BeforeR3(table: ObjectsByGoal): ObjectsByGoal {
  const [rule] = table.flatMap((row) => {
    const { enabled: _, ...always } = row as typeof row & { enabled?: unknown }
    return row.key === 'R1' ? [always] : []
  })
  const rest = table.filter(({ key }) => key !== 'R1')
  const at = rest.findIndex(({ key }) => key === 'R3')
  return rule ? rest.toSpliced(at, 0, rule) : table
}
