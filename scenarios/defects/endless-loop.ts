import { defect, rewritten, without } from './defect.ts'

const EXCEPTIONS = [
  'ExceptIfSenderIpRanges',
  'ExceptIfHeaderContainsMessageHeader',
  'ExceptIfHeaderContainsWords',
]

export const endlessLoop = defect({
  name: 'endless loop',
  story: 'the rule that reroutes incoming mail has no exception for what comes back',
  expected: 'mail never loops',
  warp: { table: rewritten({ R1: without(EXCEPTIONS), R2: without(EXCEPTIONS) }) },
})
