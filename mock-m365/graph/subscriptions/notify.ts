/** The port through which the mock reaches the endpoints of subscribers. */

export interface Callout {
  readonly url: string
  readonly contentType: string
  readonly body: string
  /** How long the endpoint has; after that the port gives up. */
  readonly timeoutMs: number
}

export interface Heard {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/**
 * POSTs and returns the answer; undefined without an answer in time. Never rejects for an endpoint's fault.
 */
export type Notify = (callout: Callout) => Promise<Heard | undefined>

/** Without this port no endpoint is called: a mock must not reach into the world by itself. */
export const NOBODY: Notify = async () => undefined
