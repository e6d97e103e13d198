import { fault } from './fault.ts'
import { FAILURE_KNOBS, failed } from './server-error.ts'

/**
 * A gateway that has waited too long, or a server that fails after a write: observed in Graph, which answered
 * 504 to requests that had taken effect.
 */
export const serverErrorAfterEffect = fault({
  name: 'server-error-after-effect',
  story: 'the call takes effect; the caller is told 500, 502, 503, 504 or 408 all the same',
  knobs: FAILURE_KNOBS,
  atWrites: true,
  play(struck, knobs) {
    struck.call.run(struck.requestId)
    return failed(struck, knobs)
  },
})
