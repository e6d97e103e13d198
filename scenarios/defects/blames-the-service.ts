import { answering, defect } from './defect.ts'

export const blamesTheService = defect({
  name: 'blames the service',
  story: 'a grant before a consent is told as a failure of a service, and nobody knows what to do',
  expected: 'right word',
  steps: [{ op: 'provision' }],
  warp: answering('provision', (result) => ({
    ...result,
    outcome: result.outcome === 'refused' ? 'failed' : result.outcome,
  })),
})
