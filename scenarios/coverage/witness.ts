/** Watches every cloud of this process, so that what tests and clients really did is known, and not claimed. */
import { type CallRecord, Cloud } from '#mock-m365'
import { operationNamed } from '#mock-m365/coverage'
import { clientOf } from './clients.ts'

export interface Witnessed {
  /** `graph GET /users`. */
  readonly operation: string
  readonly refused: boolean
  readonly client: string | undefined
}

export interface Watch {
  /** What was seen so far. */
  readonly seen: readonly Witnessed[]
  /** Clouds are as they were before. */
  stop(): void
}

/** From now on until it is stopped; who watches last stops first. */
export function watch(): Watch {
  const { handle } = Cloud.prototype
  const seen: Witnessed[] = []
  Cloud.prototype.handle = function watched(arrival) {
    const answer = handle.call(this, arrival)
    const call = this.calls.at(-1)
    if (call && call.fault === undefined) seen.push(witnessed(call, clientOf(arrival)))
    return answer
  }
  const stop = () => {
    Cloud.prototype.handle = handle
  }
  return { seen, stop }
}

/** Injected faults prove nothing of an operation, and are passed over before this. */
const witnessed = ({ service, operation, status }: CallRecord, client: string | undefined): Witnessed => ({
  operation: `${service} ${operationNamed(operation)}`,
  refused: status >= 400,
  client,
})
