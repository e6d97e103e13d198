import { GRANT } from '../harness/script.ts'
import { answering, defect } from './defect.ts'

export const tellsTooMany = defect({
  name: 'tells too many',
  story: 'groups without a member are told as targets that the tenant does not have',
  expected: 'missing targets told',
  policies: 'several',
  steps: [...GRANT, { op: 'synchronize' }],
  warp: answering('synchronize', (result) => {
    const { notFound = [] } = result.data as { readonly notFound?: readonly object[] }
    const empty = { kind: 'group', id: '00000000-0000-4000-8000-000000000000', policy: 'Both groups' }
    return { ...result, data: { ...result.data, notFound: [...notFound, empty] } }
  }),
})
