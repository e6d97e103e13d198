/** A token that a service refuses is dropped: the next one knows of the role or permission that was given since. */
import { describe, expect, test } from 'vitest'
import type { Ports } from '../ports.ts'
import { type Session, sessionOf } from './session.ts'
import { applicationTokens } from './token.ts'

const TENANT = '11111111-1111-4111-8111-111111111111'
const ORIGIN = `https://login.microsoftonline.com/${TENANT}`
const METADATA = {
  issuer: `${ORIGIN}/v2.0`,
  authorization_endpoint: `${ORIGIN}/oauth2/v2.0/authorize`,
  token_endpoint: `${ORIGIN}/oauth2/v2.0/token`,
  jwks_uri: `${ORIGIN}/discovery/v2.0/keys`,
}

/** Services that answer a call by the number of the token that it carries. @param answer status for a token, from 1 */
function sessionAnswering(answer: (token: number) => number) {
  let issued = 0
  /** Numbers of the tokens that calls bore, in order. */
  const borne: number[] = []
  const ports: Ports = {
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    async fetch(input, init) {
      const url = String(input instanceof Request ? input.url : input)
      if (url.includes('/token'))
        return Response.json({ access_token: `token ${++issued}`, token_type: 'Bearer', expires_in: 3599 })
      if (url.startsWith('https://login.')) return Response.json(METADATA)
      const token = Number(new Headers(init?.headers).get('Authorization')?.split(' ').at(-1))
      borne.push(token)
      const status = answer(token)
      return status === 204
        ? new Response(null, { status })
        : Response.json(status === 200 ? { value: [] } : { error: { code: 'Refused', message: '' } }, {
            status,
          })
    },
    log: { info: () => undefined, warn: () => undefined },
  }
  const tokens = applicationTokens(ports, TENANT, { clientId: TENANT, clientSecret: 'secret' })
  return { session: sessionOf(ports, TENANT, tokens), borne }
}

const CALLS: readonly (readonly [string, (session: Session) => Promise<unknown>])[] = [
  ['a read of Graph', (session) => session.list('/groups')],
  ['a write to Graph', (session) => session.graph.send({ method: 'PATCH', path: '/groups/1', body: {} })],
  ['a read of Exchange', (session) => session.read('Get-TransportRule')],
  ['a write to Exchange', (session) => session.exchange.invoke('New-TransportRule', { Name: 'x' })],
]

describe.each(CALLS)('%s', (_name, call) => {
  test.each([401, 403])('that is refused with %i is made once more with a new token', async (status) => {
    const { session, borne } = sessionAnswering((token) => (token === 1 ? status : 200))
    await call(session)
    expect(borne).toEqual([1, 2])
    await call(session)
    expect(borne).toEqual([1, 2, 2])
  })

  test.each([401, 403])(
    'that is refused with %i for good is made twice, and the token is not kept',
    async (status) => {
      const { session, borne } = sessionAnswering((token) => (token < 3 ? status : 200))
      await expect(call(session)).rejects.toMatchObject({ status })
      expect(borne).toEqual([1, 2])
      await call(session)
      expect(borne).toEqual([1, 2, 3])
    },
  )

  test.each([400, 404])('that is refused with %i keeps its token', async (status) => {
    const { session, borne } = sessionAnswering(() => status)
    await expect(call(session)).rejects.toMatchObject({ status })
    await expect(call(session)).rejects.toMatchObject({ status })
    expect(borne).toEqual([1, 1])
  })
})

test('a refusal by one service says nothing of the token for the other', async () => {
  const { session, borne } = sessionAnswering((token) => (token === 2 ? 403 : 200))
  await session.list('/groups')
  await session.read('Get-TransportRule')
  await session.list('/groups')
  expect(borne).toEqual([1, 2, 3, 1])
})
