import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const boastful = defect({
  name: 'boastful',
  story: 'a synchronization that has changed nothing tells of a rule that it has put right',
  expected: 'tells what it wrote',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: answering('synchronize', (result) => ({
    ...result,
    done: ['update TMCAS Inline Incoming User Transport Rule', ...result.done],
  })),
})
