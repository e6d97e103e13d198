/** Several Graph calls in one request. https://learn.microsoft.com/graph/json-batching */
import type { Ports } from '../ports.ts'
import { M365Error, retryAfterSecondsOf } from './errors.ts'
import type { Graph, GraphCall } from './graph.ts'
import { isPassing, repeatable } from './retry.ts'

/** What became of one call. */
export type Settled = { readonly body: unknown } | { readonly error: M365Error }

interface Batching {
  readonly ports: Ports
  readonly graph: Graph
}

/** Documented. */
const CALLS_MAX = 20

/**
 * Sends calls in batches and returns what became of each, in their order. A call that was throttled had no effect and
 * is sent again; one whose effect is unknown only if it may be repeated.
 * @param isRepeatable whether a second time changes nothing: renewals and removals, not creations
 * @throws M365Error where a batch as a whole is refused, or never gets through
 */
export async function batched(
  session: Batching,
  calls: readonly GraphCall[],
  isRepeatable: boolean,
): Promise<readonly Settled[]> {
  const settled: Settled[] = []
  for (let i = 0; i < calls.length; i += CALLS_MAX)
    settled.push(...(await withNewToken(session, calls.slice(i, i + CALLS_MAX), isRepeatable)))
  return settled
}

/** Calls whose token is refused have had no effect; they are sent once more, with a new one. */
async function withNewToken(session: Batching, calls: readonly GraphCall[], isRepeatable: boolean) {
  const first = await batch(session, calls, isRepeatable)
  const refused = calls.filter((_, i) => isRefused(first[i]))
  if (refused.length === 0) return first
  session.graph.renewToken()
  const second = await batch(session, refused, isRepeatable)
  return first.map((one, i) => second[refused.indexOf(calls[i] as GraphCall)] ?? one)
}

const isRefused = (one: Settled | undefined): boolean =>
  one !== undefined && 'error' in one && one.error.meaning === 'unauthorized'

async function batch(session: Batching, calls: readonly GraphCall[], isRepeatable: boolean) {
  const settled = new Map<GraphCall, Settled>()
  const mayRepeat = (error: M365Error) =>
    isRepeatable ? isPassing(error) : isPassing(error) && !error.inDoubt
  const last = (error: unknown): void => {
    if (!(error instanceof M365Error) || !isPassing(error)) throw error
    for (const call of calls) if (!settled.has(call)) settled.set(call, { error })
  }
  await repeatable(session.ports, async () => {
    const open = calls.filter((call) => !settled.has(call))
    const answers = await once(session, open).catch((error: unknown) => {
      if (error instanceof M365Error && error.inDoubt && !isRepeatable) return open.map(() => ({ error }))
      throw error
    })
    let again: M365Error | undefined
    for (const [i, call] of open.entries()) {
      const answer = answers[i]
      if (!answer) continue
      if ('error' in answer && mayRepeat(answer.error)) again = answer.error
      else settled.set(call, answer)
    }
    if (again) throw again
  }).catch(last)
  return calls.flatMap((call) => settled.get(call) ?? [])
}

async function once({ ports, graph }: Batching, calls: readonly GraphCall[]): Promise<Settled[]> {
  const requests = calls.map(({ method, path, body, headers }, i) => ({
    id: String(i),
    method,
    url: path,
    ...(body === undefined ? {} : { body }),
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
  }))
  const answer = (await graph.send({ method: 'POST', path: '/$batch', body: { requests } })) as {
    readonly responses?: readonly Part[]
  }
  const parts = new Map((answer?.responses ?? []).map((part) => [part.id, part]))
  return calls.map((_, i) => settledOf(parts.get(String(i)), ports.clock.now()))
}

interface Part {
  readonly id: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | null
  readonly body?: { readonly error?: { readonly code?: string; readonly message?: string } } | null
}

function settledOf(part: Part | undefined, nowMs: number): Settled {
  if (!part)
    return { error: new M365Error('graph', 0, 'UnreadableAnswer', 'the batch has no answer to this call') }
  const { status, headers, body } = part
  if (status < 400) return { body }
  const wait = retryAfterSecondsOf(headers?.['Retry-After'], nowMs)
  const { code = 'unknown', message = '' } = body?.error ?? {}
  return { error: new M365Error('graph', status, code, message, wait) }
}
