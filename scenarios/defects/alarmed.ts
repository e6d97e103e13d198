import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const alarmed = defect({
  name: 'alarmed',
  story: 'a grant that waits for the role is told as a failure',
  expected: 'right word',
  steps: GRANT.filter(({ op }) => op !== 'assign role'),
  warp: answering('provision', (result) => ({
    ...result,
    outcome: result.outcome === 'pending' ? 'failed' : result.outcome,
  })),
})
