import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const faintHearted = defect({
  name: 'faint-hearted',
  story: 'a synchronization that found nothing to do says that a service did not let it pass',
  expected: 'stage ends as it should',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: answering('synchronize', (result) => ({ ...result, outcome: 'failed' })),
})
