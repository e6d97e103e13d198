import { fault } from './fault.ts'

/** The ambiguous failure: the call took effect, but the caller cannot know it. */
export const lostAnswer = fault({
  name: 'lost-answer',
  story: 'the call takes effect; the connection breaks before the answer',
  knobs: {},
  play: ({ call, requestId }) => ({ ...call.run(requestId), lost: true }),
})
