import { fault } from './fault.ts'
import { throttled } from './throttled.ts'

/** Observed once, of a call in a batch that had taken effect all the same. */
export const throttledAfterEffect = fault({
  name: 'throttled-after-effect',
  story: 'the call takes effect; the caller is told 429 and how long to wait all the same',
  knobs: throttled.knobs,
  atWrites: true,
  services: ['graph', 'exchange'],
  play(struck, knobs) {
    struck.call.run(struck.requestId)
    return throttled.play(struck, knobs)
  },
})
