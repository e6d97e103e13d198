import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const silentWrite = defect({
  name: 'silent write',
  story: 'a grant does not tell of the virtual groups that it has made',
  expected: 'tells what it wrote',
  steps: GRANT,
  warp: answering('provision', (result) => ({
    ...result,
    done: result.done.filter((title) => !title.includes('Virtual Group')),
  })),
})
