import { defect, edited } from './defect.ts'
import { addressesOf } from './site-addresses.ts'

export const wrongSite = defect({
  name: 'wrong site',
  story: 'the allow list gets the addresses of another site',
  expected: 'allow lists equal',
  world: 'plain',
  warp: { table: edited({ I1: (row) => ({ ...row, entries: () => addressesOf('Japan') }) }) },
})
