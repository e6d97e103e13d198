import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const unfilled = defect({
  name: 'unfilled sentence',
  story: 'a grant that waits names nothing where it is to name what is missing',
  expected: 'sentences whole',
  steps: GRANT.filter(({ op }) => op !== 'assign role'),
  warp: answering('provision', (result) => ({ ...result, message: result.message.replace(/\brole\b/, '') })),
})
