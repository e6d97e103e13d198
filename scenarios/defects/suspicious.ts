import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const suspicious = defect({
  name: 'suspicious',
  story: 'what the product has switched on a moment ago is told as changed by somebody else',
  expected: 'accuses nobody',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: answering('synchronize', (result) => {
    const told = 'changed by somebody else: "TMCAS Inline Incoming User Transport Rule" was switched on'
    return { ...result, activities: [...result.activities, told] }
  }),
})
