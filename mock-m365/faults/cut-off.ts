import { fault } from './fault.ts'

/**
 * A front end or a proxy that goes away while it passes an answer on (observed: JSON that ends in its middle, under the
 * status of the whole). An answer without a body cannot be cut.
 */
export const cutOff = fault({
  name: 'cut-off',
  story: 'the call takes effect; the answer ends in its middle, under its own status',
  knobs: {},
  play({ call, requestId }) {
    const { body, ...answer } = call.run(requestId)
    return { ...answer, body: body.slice(0, Math.floor(body.length / 2)) }
  },
})
