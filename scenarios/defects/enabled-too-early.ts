import { defect, edited } from './defect.ts'

export const enabledTooEarly = defect({
  name: 'enabled too early',
  story: 'a rerouting rule is switched on when it is made, before the way back stands',
  expected: 'safe for mail',
  warp: {
    table: edited({
      R1: (row) => {
        const { enabled: _, ...always } = row as typeof row & { enabled?: unknown }
        return always
      },
    }),
  },
})
