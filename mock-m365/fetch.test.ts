import { describe, expect, test } from 'vitest'
import { fetchOf } from './fetch.ts'
import { BODY_BYTES_MAX } from './serve/doors/gate.ts'
import type { Answer, Arrival } from './wire.ts'

const AT = 1_790_000_000_000
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** A cloud with given answers, which records arrivals. */
function toyCloud(answer: (arrival: Arrival) => Answer) {
  const arrivals: Arrival[] = []
  const handle = (arrival: Arrival) => {
    arrivals.push(arrival)
    return answer(arrival)
  }
  return { arrivals, fetch: fetchOf({ clock: { now: () => AT }, handle }) }
}

const echo = () => toyCloud((arrival) => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(arrival) }))
const saying = (answer: Answer) => toyCloud(() => answer)
const causeOf = async (rejected: Promise<unknown>): Promise<unknown> => {
  const error = await rejected.then(
    () => 'no rejection',
    (reason: unknown) => reason,
  )
  return error instanceof TypeError && error.message === 'fetch failed' ? error.cause : error
}

describe('a request', () => {
  const url = 'https://Graph.microsoft.com/v1.0/users%2F?$filter=a%20eq%20%27b%27'
  test('arrives with host, origin, path and query as sent, at the time of the clock', async () => {
    const { fetch, arrivals } = echo()
    await fetch(url, { headers: { Authorization: ' Bearer x ' } })
    expect(arrivals).toEqual([
      {
        method: 'GET',
        host: 'graph.microsoft.com',
        origin: 'https://graph.microsoft.com',
        path: '/v1.0/users%2F',
        query: '$filter=a%20eq%20%27b%27',
        headers: { authorization: 'Bearer x' },
        body: '',
        at: AT,
      },
    ])
  })

  test('may be text, URL or Request, with headers and body in any form', async () => {
    const headers = { accept: 'x/y', 'content-type': 'text/plain;charset=UTF-8' }
    const given = { accept: 'x/y' }
    const bytes = new TextEncoder().encode('é=1')
    const forms: [Parameters<typeof fetch>[0], RequestInit | undefined][] = [
      [url, { method: 'post', headers: given, body: 'é=1' }],
      [new URL(url), { method: 'POST', headers: new Headers(given), body: 'é=1' }],
      [url, { method: 'POST', headers: [['Accept', 'x/y']], body: 'é=1' }],
      [new Request(url, { method: 'POST', headers: given, body: 'é=1' }), undefined],
      [url, { method: 'POST', headers, body: bytes }],
      [url, { method: 'POST', headers, body: bytes.buffer }],
      [url, { method: 'POST', headers, body: new Blob([bytes]) }],
      [url, { method: 'POST', headers, body: new Blob([bytes]).stream() }],
    ]
    for (const [input, init] of forms) {
      const { fetch, arrivals } = echo()
      await fetch(input, init)
      expect(arrivals[0]).toMatchObject({ method: 'POST', path: '/v1.0/users%2F', headers, body: 'é=1' })
    }
  })

  test('with a form says so', async () => {
    const { fetch, arrivals } = echo()
    await fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) })
    expect(arrivals[0]).toMatchObject({
      body: 'a=b+c',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    })
  })

  test('with a header called __proto__ or constructor bears only a header', async () => {
    const { fetch, arrivals } = echo()
    await fetch(url, { headers: [['__proto__', 'x']] })
    expect(Object.entries(arrivals[0]?.headers ?? {})).toEqual([['__proto__', 'x']])
    expect(arrivals[0]?.headers.constructor).toBeUndefined()
  })

  test('that no client could send is refused as the platform refuses it', async () => {
    const { fetch, arrivals } = echo()
    await expect(fetch(url, { body: 'x' })).rejects.toThrow(TypeError)
    await expect(fetch(url, { headers: { a: 'b\r\nc: d' } })).rejects.toThrow(TypeError)
    await expect(fetch('no url')).rejects.toThrow(TypeError)
    await expect(fetch(url, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(arrivals).toEqual([])
  })

  test('over 1 MiB is 413, at 1 MiB it is not', async () => {
    const { fetch } = saying({ status: 201, headers: {}, body: '' })
    const statusOf = async (body: string) => (await fetch(url, { method: 'POST', body })).status
    expect(await statusOf('x'.repeat(BODY_BYTES_MAX))).toBe(201)
    expect(await statusOf('x'.repeat(BODY_BYTES_MAX + 1))).toBe(413)
    expect(await statusOf('é'.repeat(BODY_BYTES_MAX / 2 + 1))).toBe(413)
  })
})

describe('no request reaches', () => {
  test.each(['https://example.com/', 'https://graph.microsoft.com.evil.example/', 'https://10.0.0.1/'])(
    '%s',
    async (url) => {
      const { fetch, arrivals } = echo()
      expect(await causeOf(fetch(url))).toMatchObject({ code: 'ENOTFOUND', hostname: new URL(url).hostname })
      expect(arrivals).toEqual([])
    },
  )
  test('another scheme', async () => {
    expect(await causeOf(echo().fetch('file:///etc/passwd'))).toMatchObject({ message: 'unknown scheme' })
  })
  test.each(['https://localhost:8443/', 'http://127.0.0.1:80/', 'https://[::1]:1/'])(
    'but %s',
    async (url) => {
      expect((await echo().fetch(url)).status).toBe(200)
    },
  )
})

describe('an answer', () => {
  const url = 'https://localhost/x'
  test('is a Response with status, text, headers and address', async () => {
    const response = await saying({ status: 404, headers: { 'Request-Id': 'r' }, body: '{"a":"é"}' }).fetch(
      url,
    )
    expect(response).toBeInstanceOf(Response)
    expect([response.status, response.ok, response.statusText, response.url]).toEqual([
      404,
      false,
      'Not Found',
      url,
    ])
    expect(response.headers.get('request-id')).toBe('r')
    const copy = response.clone()
    expect([response.bodyUsed, await response.json(), response.bodyUsed]).toEqual([false, { a: 'é' }, true])
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(() => response.clone()).toThrow(TypeError)
    expect(await copy.text()).toBe('{"a":"é"}')
  })

  test('is the same by whichever way it is read, from text or bytes', async () => {
    for (const body of ['é1', new TextEncoder().encode('é1')]) {
      const { fetch } = saying({ status: 200, headers: {}, body })
      const bytes = [0xc3, 0xa9, 0x31]
      expect(await (await fetch(url)).text()).toBe('é1')
      expect([...new Uint8Array(await (await fetch(url)).arrayBuffer())]).toEqual(bytes)
      expect([...(await (await fetch(url)).bytes())]).toEqual(bytes)
      expect(await (await (await fetch(url)).blob()).text()).toBe('é1')
      const streamed = await fetch(url)
      expect(await new Response(streamed.body).text()).toBe('é1')
      expect(streamed.bodyUsed).toBe(true)
      await expect(streamed.text()).rejects.toThrow(TypeError)
    }
  })

  test('has no body where HTTP allows none', async () => {
    for (const [status, method] of [
      [204, 'GET'],
      [304, 'GET'],
      [200, 'HEAD'],
    ] as const) {
      const response = await saying({ status, headers: {}, body: 'x' }).fetch(url, { method })
      expect([response.status, response.body, await response.text()]).toEqual([status, null, ''])
    }
  })

  test('that is lost breaks the connection after the effect', async () => {
    const { fetch, arrivals } = saying({ status: 200, headers: {}, body: '', lost: true })
    expect(await causeOf(fetch(url))).toMatchObject({ code: 'ECONNRESET' })
    expect(arrivals).toHaveLength(1)
  })
})

describe('a redirect', () => {
  const to = (location: string, status = 302): Answer => ({
    status,
    headers: { Location: location },
    body: '',
  })
  const steps = (status: number) =>
    toyCloud(({ path }) =>
      path === '/a' ? to('https://login.windows.net/b?c', status) : { ...to(''), status: 200 },
    )

  test('is returned where the caller wants to see it', async () => {
    const response = await steps(302).fetch('https://localhost/a', { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://login.windows.net/b?c',
    ])
    expect(await causeOf(steps(302).fetch('https://localhost/a', { redirect: 'error' }))).toBeInstanceOf(
      Error,
    )
  })

  test.each([
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'x'],
  ])('%i is followed by %s without credentials for another host', async (status, method, body) => {
    const { fetch, arrivals } = steps(status)
    const response = await fetch('https://localhost/a', {
      method: 'POST',
      body: 'x',
      headers: { authorization: 'b' },
    })
    expect([response.status, response.redirected, response.url]).toEqual([
      200,
      true,
      'https://login.windows.net/b?c',
    ])
    expect(arrivals[1]).toMatchObject({ method, body, host: 'login.windows.net', path: '/b', query: 'c' })
    expect(arrivals[1]?.headers.authorization).toBeUndefined()
  })

  test('is followed twenty times and no more, and never off the cloud', async () => {
    const loop = saying(to('/again'))
    expect(await causeOf(loop.fetch('https://localhost/'))).toMatchObject({
      message: 'redirect count exceeded',
    })
    expect(loop.arrivals).toHaveLength(21)
    const away = saying(to('https://example.com/'))
    expect(await causeOf(away.fetch('https://localhost/'))).toMatchObject({ code: 'ENOTFOUND' })
  })
})
