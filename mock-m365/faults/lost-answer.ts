import { fault } from './fault.ts'

/** The ambiguous failure: the caller cannot know whether the call took effect, and it did. */
export const lostAnswer = fault({
  name: 'lost-answer',
  story: 'the call takes effect; the connection breaks before the answer',
  knobs: {},
  play: ({ call, requestId }) => ({ ...call.run(requestId), lost: true }),
})
