import { GRANT } from '../harness/script.ts'
import { defect, edited } from './defect.ts'

const OUTGOING = ['C3', 'C4', 'G2', 'R5', 'R6']

export const halfUpgraded = defect({
  name: 'half upgraded',
  story: 'an upgrade that fails leaves what it has made of outbound protection',
  expected: 'upgrade keeps inbound',
  directions: 'inbound',
  steps: [...GRANT, { op: 'upgrade', faults: [['New-TransportRule', 0, 'refused-by-policy']] }],
  warp: {
    table: edited(
      Object.fromEntries(
        OUTGOING.map((key) => [
          key,
          (row) => ({ ...row, cells: { ...row.cells, 'granted inbound': 'kept' } }),
        ]),
      ),
    ),
  },
})
