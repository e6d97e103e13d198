/** What waiting cannot mend is told at once, also where Microsoft's Graph client stands between: no password is tried twice. */
import { describe, expect, test } from 'vitest'
import { inlineService } from '../index.ts'
import type { AccountPorts } from '../ports.ts'
import { memoryStore } from '../store/memory-store.ts'
import { M365Error } from './errors.ts'
import { sessionOf } from './session.ts'
import { administratorTokens } from './token.ts'

const TENANT = '11111111-1111-4111-8111-111111111111'
const ORIGIN = `https://login.microsoftonline.com/${TENANT}`
const METADATA = {
  issuer: `${ORIGIN}/v2.0`,
  authorization_endpoint: `${ORIGIN}/oauth2/v2.0/authorize`,
  token_endpoint: `${ORIGIN}/oauth2/v2.0/token`,
  jwks_uri: `${ORIGIN}/discovery/v2.0/keys`,
}

type Said = { readonly status: number; readonly body: object } | Error

/** A session whose token requests, or all requests, get one and the same answer. */
function sessionThatHears(said: Said, where: 'token' | 'everywhere' = 'token') {
  const asked: string[] = []
  const told: string[] = []
  const ports: AccountPorts = {
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    async fetch(input) {
      const url = String(input instanceof Request ? input.url : input)
      if (where === 'token' && !url.includes('/token')) return Response.json(METADATA)
      asked.push(url)
      if (said instanceof Error) throw said
      return Response.json(said.body, { status: said.status })
    },
    ...memoryStore().of('account'),
    log: { info: () => undefined, warn: (_fields, sentence) => void told.push(sentence) },
  }
  const tokens = administratorTokens(ports, TENANT, { username: 'admin@contoso.com', password: 'wrong' })
  return { ports, session: sessionOf(ports, TENANT, tokens), asked, told }
}

type Session = ReturnType<typeof sessionThatHears>['session']
const READS: readonly (readonly [string, (session: Session) => Promise<unknown>])[] = [
  ['Graph', (session) => session.list('/groups')],
  ['Exchange', (session) => session.read('Get-TransportRule')],
]
const refusal = (status: number, error: string, number: number): Said => ({
  status,
  body: { error, error_description: `AADSTS${number}: in Microsoft’s words.`, error_codes: [number] },
})
const unreachable = (cause: object) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('connect to nowhere'), cause) })
const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error)

describe.each(READS)('a read of %s', (_name, read) => {
  test.each([
    [400, 'invalid_grant', 50126],
    [401, 'invalid_client', 7000215],
    [400, 'interaction_required', 50076],
    [400, 'unauthorized_client', 700016],
  ])(
    'asks for a token once where %i %s AADSTS%i is the answer, and shows it',
    async (status, error, number) => {
      const { session, asked } = sessionThatHears(refusal(status, error, number))
      const failure = await failureOf(read(session))
      expect(asked).toHaveLength(1)
      expect(failure).toBeInstanceOf(M365Error)
      expect(failure).toMatchObject({ service: 'entra', status, code: `AADSTS${number}` })
      expect(String(failure)).toContain('in Microsoft’s words')
    },
  )

  test('tries a token that cannot be had as often as any call, and not that often again', async () => {
    const { session, asked } = sessionThatHears(refusal(503, 'temporarily_unavailable', 90033))
    expect(await failureOf(read(session))).toMatchObject({ service: 'entra', status: 503 })
    expect(asked).toHaveLength(8)
  })

  test.each([
    { code: 'ECONNREFUSED' },
    { code: 'ENOTFOUND' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ])('gives up soon where there is nobody: %j', async (cause) => {
    const { session, asked, told } = sessionThatHears(unreachable(cause))
    const failure = await failureOf(read(session))
    expect(failure).toMatchObject({
      status: 0,
      code: cause.code,
      message: 'connect to nowhere',
      inDoubt: false,
    })
    expect(asked).toHaveLength(3)
    expect(told).toHaveLength(2)
  })
})

test('a wrong secret of the application is told as such, and not as a role that is still to come', async () => {
  const { ports, asked } = sessionThatHears(refusal(401, 'invalid_client', 7000215))
  const service = inlineService(ports, {
    ...{ tenantId: TENANT, site: 'EU', directions: 'both', vendorKey: 'key', policies: [] },
    application: { clientId: TENANT, clientSecret: 'wrong', redirectUri: 'https://console.example/' },
  })
  for (const purpose of ['mail flow', 'data sync'] as const)
    await service.acceptConsent(
      purpose,
      `https://console.example/?admin_consent=True&state=s&tenant=${TENANT}`,
      's',
    )
  expect(await service.provision()).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('AADSTS7000215'),
  })
  expect(asked).toHaveLength(1)
})

test.each([
  ['https://elsewhere.example/?admin_consent=True', 'did not come to https://console.example/'],
  ['https://console.example/other?admin_consent=True', 'did not come to https://console.example/'],
  ['https://console.example/?admin_consent=False', 'does not say that consent was given'],
  ['https://console.example/?', 'does not say that consent was given'],
])('an answer that gives no consent is none: %s', async (callback, said) => {
  const { ports } = sessionThatHears(refusal(500, 'none', 0))
  const service = inlineService(ports, {
    ...{ tenantId: TENANT, site: 'EU', directions: 'both', vendorKey: 'key', policies: [] },
    application: { clientId: TENANT, clientSecret: 'x', redirectUri: 'https://console.example/' },
  })
  expect(await service.acceptConsent('mail flow', `${callback}&state=s&tenant=${TENANT}`, 's')).toMatchObject(
    {
      outcome: 'refused',
      message: expect.stringContaining(said),
    },
  )
  const { records } = await ports.journal.read(0)
  expect(records.filter(({ type }) => type === 'consented')).toEqual([])
})

test('each retry is told in one line: who did not answer, why, when it is tried again', async () => {
  const { session, told } = sessionThatHears(unreachable({ code: 'ECONNRESET' }))
  await failureOf(session.list('/groups'))
  expect(told).toHaveLength(7)
  expect(told[0]).toBe(
    'Microsoft Entra ID answered nothing (ECONNRESET): connect to nowhere; trying again in 2 s, 1 of 8 tries made',
  )
})

test('a name with several addresses is told with each', async () => {
  const refused = ['::1:1', '127.0.0.1:1'].map((address) => new Error(`connect ECONNREFUSED ${address}`))
  const cause = Object.assign(new AggregateError(refused, ''), { code: 'ECONNREFUSED' })
  const { session } = sessionThatHears(new TypeError('fetch failed', { cause }))
  expect(await failureOf(session.list('/groups'))).toMatchObject({
    message: 'connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1',
  })
})
