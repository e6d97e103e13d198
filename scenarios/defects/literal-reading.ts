import { defect, edited } from './defect.ts'

/** The published sentence read by direction instead of by connector type: one connector is then never removed. */
export const literalReading = defect({
  name: 'literal reading',
  story:
    'deprovisioning removes both connectors of the outbound direction and leaves the incoming one to the scanner',
  expected: 'documented residue',
  warp: {
    table: edited({
      C4: (row) => ({ ...row, cells: { ...row.cells, deprovisioned: 'absent' } }),
      C1: (row) => ({ ...row, cells: { ...row.cells, deprovisioned: 'kept' } }),
    }),
  },
})
