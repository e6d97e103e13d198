/** The way out: how the mock reaches the endpoints that subscribers name. */

export interface Callout {
  readonly url: string
  readonly contentType: string
  readonly body: string
  /** How long the endpoint has; the port gives up by itself. */
  readonly timeoutMs: number
}

export interface Heard {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** POSTs, and tells what was answered; undefined where nobody answered in time. Never rejects for an endpoint's fault. */
export type Notify = (callout: Callout) => Promise<Heard | undefined>

/** Nobody is called unless a way out is given: a mock must not reach into the world by itself. */
export const NOBODY: Notify = async () => undefined
