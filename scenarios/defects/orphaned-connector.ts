import { defect, edited } from './defect.ts'

export const orphanedConnector = defect({
  name: 'orphaned connector',
  story: 'manual cleanup forgets an inbound connector',
  expected: 'no orphans',
  warp: { table: edited({ C2: (row) => ({ ...row, cells: { ...row.cells, clean: 'kept' } }) }) },
})
