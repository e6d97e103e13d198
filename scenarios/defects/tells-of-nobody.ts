import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const tellsOfNobody = defect({
  name: 'tells of nobody',
  story: 'targets that the tenant does not have are not told',
  expected: 'missing targets told',
  policies: 'several',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: answering('synchronize', (result) => ({ ...result, data: { ...result.data, notFound: [] } })),
})
