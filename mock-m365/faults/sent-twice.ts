import { fault } from './fault.ts'

/** A gateway that has heard nothing sends a request again, which both of its servers carry out. Inferred. */
export const sentTwice = fault({
  name: 'sent-twice',
  story: 'a gateway sends the call twice; the caller gets the second answer',
  knobs: {},
  atWrites: true,
  outOfTurn: true,
  services: ['graph', 'exchange'],
  play({ call, arrival, service, requestId }) {
    call.run(requestId)
    return service.resolve(arrival).run(requestId)
  },
})
