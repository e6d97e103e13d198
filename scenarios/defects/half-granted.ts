import { GRANT } from '../harness/script.ts'
import { defect, edited } from './defect.ts'

export const halfGranted = defect({
  name: 'half granted',
  story: 'a first grant that fails for good leaves a connector that it has made',
  expected: 'failed grant leaves nothing',
  world: 'developer',
  steps: GRANT,
  warp: {
    table: edited({ C1: (row) => ({ ...row, cells: { ...row.cells, 'taken back': 'kept' } }) }),
  },
})
