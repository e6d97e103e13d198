import { defect, edited } from './defect.ts'

export const groupsLeft = defect({
  name: 'groups left',
  story: 'the virtual groups stay in everybody’s address book when access has ended',
  expected: 'documented residue',
  warp: {
    table: edited(
      Object.fromEntries(
        ['G1', 'G2'].map((key) => [
          key,
          (row) => ({ ...row, cells: { ...row.cells, deprovisioned: 'kept' } }),
        ]),
      ),
    ),
  },
})
