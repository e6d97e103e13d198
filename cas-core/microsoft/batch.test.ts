/** Several calls in one request, and what became of each. */
import { describe, expect, test } from 'vitest'
import { batched } from './batch.ts'
import { M365Error } from './errors.ts'
import type { GraphCall } from './graph.ts'

interface Part {
  readonly id: string
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** @param answer what the nth batch is answered with, from 0 */
function graph(answer: (ids: readonly string[], nth: number, urls: readonly string[]) => readonly Part[]) {
  const sent: string[][] = []
  const state = { now: 0, renewed: 0 }
  const ports = {
    clock: {
      now: () => state.now,
      sleep: async (ms: number) => {
        state.now += ms
      },
    },
    ids: { uuid: () => '00000000-0000-4000-8000-000000000000' },
    fetch: () => Promise.reject(new Error('no network here')),
    log: { info: () => undefined, warn: () => undefined },
  }
  const send = async ({ body }: GraphCall) => {
    const { requests } = Object(body)
    const urls = requests.map(({ url }: { url: string }) => url)
    sent.push(urls)
    const ids = requests.map(({ id }: { id: string }) => id)
    return { responses: answer(ids, sent.length - 1, urls).toReversed() }
  }
  const renewToken = () => void state.renewed++
  return { session: { ports, graph: { send, renewToken } }, sent, state }
}

const calls = (count: number): GraphCall[] =>
  Array.from({ length: count }, (_, i) => ({ method: 'POST', path: `/x/${i}`, body: {} }))
const good = (ids: readonly string[], _: number, urls: readonly string[]): Part[] =>
  ids.map((id, i) => ({ id, status: 201, body: { made: urls[i] } }))

test('at most twenty go in one request, and the answers come in the order of the calls', async () => {
  const { session, sent } = graph(good)
  const settled = await batched(session, calls(45), false)
  expect(sent.map((one) => one.length)).toEqual([20, 20, 5])
  expect(settled.map((one) => 'body' in one && Object(one.body).made)).toEqual(
    calls(45).map(({ path }) => path),
  )
})

describe('of a batch in part refused', () => {
  test('what was throttled is sent again after the time that the service names, and nothing else', async () => {
    const { session, sent, state } = graph((ids, nth, urls) =>
      nth > 0
        ? good(ids, nth, urls)
        : ids.map((id, i) =>
            i === 1
              ? {
                  id,
                  status: 429,
                  headers: { 'Retry-After': '7' },
                  body: { error: { code: 'TooManyRequests' } },
                }
              : { id, status: 201 },
          ),
    )
    const settled = await batched(session, calls(3), false)
    expect(sent).toEqual([['/x/0', '/x/1', '/x/2'], ['/x/1']])
    expect(settled.every((one) => 'body' in one)).toBe(true)
    expect(state.now).toBe(7_000)
  })

  test('a refusal stays one, and an unknown effect is repeated only where that changes nothing', async () => {
    const answer = (ids: readonly string[], nth: number, urls: readonly string[]): Part[] =>
      nth > 0
        ? good(ids, nth, urls)
        : [
            {
              id: ids[0] ?? '',
              status: 404,
              body: { error: { code: 'ErrorItemNotFound', message: 'gone' } },
            },
            { id: ids[1] ?? '', status: 504, body: null },
          ]
    const once = graph(answer)
    const [absent, unknown] = await batched(once.session, calls(2), false)
    expect(absent).toMatchObject({ error: { status: 404, code: 'ErrorItemNotFound', message: 'gone' } })
    expect(unknown && 'error' in unknown && unknown.error.inDoubt).toBe(true)
    expect(once.sent).toHaveLength(1)
    const again = graph(answer)
    expect((await batched(again.session, calls(2), true))[1]).toMatchObject({ body: { made: '/x/1' } })
    expect(again.sent).toEqual([['/x/0', '/x/1'], ['/x/1']])
  })

  test('what a token is refused for is sent once more with a new one, creations too, and then refused', async () => {
    const refused = (ids: readonly string[], nth: number, urls: readonly string[]): Part[] =>
      good(ids, nth, urls).map((part, i) => (urls[i] === '/x/1' ? { id: part.id, status: 401 } : part))
    const once = graph((...asked) => (asked[1] === 0 ? refused(...asked) : good(...asked)))
    const settled = await batched(once.session, calls(3), false)
    expect(settled.map((one) => 'body' in one && Object(one.body).made)).toEqual(['/x/0', '/x/1', '/x/2'])
    expect(once.sent).toEqual([['/x/0', '/x/1', '/x/2'], ['/x/1']])
    expect(once.state).toEqual({ now: 0, renewed: 1 })
    const always = graph(refused)
    expect((await batched(always.session, calls(2), true))[1]).toMatchObject({ error: { status: 401 } })
    expect(always.sent).toEqual([['/x/0', '/x/1'], ['/x/1']])
  })

  test('a call without an answer is in doubt, and so are all where the whole answer is lost', async () => {
    const { session } = graph((ids) => ids.slice(0, 1).map((id) => ({ id, status: 204 })))
    const [, open] = await batched(session, calls(2), false)
    expect(open && 'error' in open && open.error.inDoubt).toBe(true)
    const lost = graph(() => {
      throw new M365Error('graph', 0, 'network_error', 'lost')
    })
    const settled = await batched(lost.session, calls(2), false)
    expect(settled.map((one) => 'error' in one && one.error.inDoubt)).toEqual([true, true])
    expect(lost.sent).toHaveLength(1)
  })
})

test('a batch that is refused as a whole is an error', async () => {
  const { session } = graph(() => {
    throw new M365Error('graph', 403, 'Authorization_RequestDenied', 'no')
  })
  await expect(batched(session, calls(1), true)).rejects.toThrow('no')
})
