import { describe, expect, test } from 'vitest'
import { authorizeUrl, browser, returned, WEB, withApplications } from '../testing/applications.ts'
import { assertionWith, callOfApi, NOBODY, onBehalf, send } from '../testing/flows.ts'
import { PASSWORD, said, V2, type World, world } from '../testing/world.ts'
import { readJws } from './jws.ts'
import { issuedTokens, readToken } from './tokens.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same bytes under another text, as a lenient decoder reads them: the last letter's unused bits, or junk. */
const VARIANTS: readonly [name: string, of: (part: string) => string][] = [
  ['a space within', (part) => `${part.slice(0, 5)} ${part.slice(5)}`],
  ['punctuation within', (part) => `${part.slice(0, 5)}*${part.slice(5)}`],
  ['letters of other alphabets at the end', (part) => `${part}é`],
  ['padding', (part) => `${part}==`],
  ['a line break at the end', (part) => `${part}\n`],
  ['the older alphabet', (part) => part.replaceAll('-', '+').replaceAll('_', '/').concat('=')],
  [
    'bits that no byte needs',
    (part) => {
      const last = ALPHABET.indexOf(part.at(-1) ?? '')
      const unused = part.length % 4 === 2 ? 15 : part.length % 4 === 3 ? 3 : 0
      return unused === 0 ? `${part}A` : part.slice(0, -1) + ALPHABET[last ^ 1]
    },
  ],
]
const PARTS = ['header', 'payload', 'signature'] as const
const CASES = PARTS.flatMap((part, i) =>
  VARIANTS.map(([name, of]) => {
    const change = (token: string) =>
      token
        .split('.')
        .map((one, j) => (i === j ? of(one) : one))
        .join('.')
    return [`${part}: ${name}`, change] as const
  }),
)

/** Another cloud with the same key: it did not issue the token, and must verify its signature. */
const stranger = (at: World) => ({ key: at.cloud.services.entra.key, issued: issuedTokens() })

describe('a token is one text', () => {
  test.each(CASES)('bearer, %s', (_name, change) => {
    const at = world()
    const token = String(at.send(V2, { form: PASSWORD }).json.access_token)
    const read = (value: string) => readToken(stranger(at), `Bearer ${value}`, at.clock.now())
    expect(read(token)).toMatchObject({ upn: 'admin@contoso.com' })
    expect(['malformed', 'signature', 'missing']).toContain(read(change(token)))
  })

  test.each(CASES)('client assertion, %s', (_name, change) => {
    const at = withApplications()
    const form = assertionWith()
    const client_assertion = change(String(form.client_assertion))
    expect(said(send(at, { ...form, client_assertion }))).toMatch(
      /^40[01] invalid_(request 50027|client 700027)$/,
    )
    expect(send(at, form).status).toBe(200)
  })

  test.each(CASES)('assertion of a user, %s', (_name, change) => {
    const at = withApplications()
    const token = callOfApi(at)
    expect(said(send(at, onBehalf(change(token))))).toBe('400 invalid_grant 50013')
  })

  test('a hint whose signature has junk in it is none', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(
      authorizeUrl({ response_type: 'id_token', nonce: 'n', scope: 'openid', response_mode: 'fragment' }),
    )
    tab.submit(NOBODY)
    const { id_token = '' } = returned(tab.submit({ decision: 'accept' })) ?? {}
    const leave = (hint: string) =>
      at.send(
        `GET /common/oauth2/v2.0/logout?${new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: WEB.redirectUri })}`,
      ).status
    expect([leave(id_token), leave(`${id_token}*`)]).toEqual([302, 200])
  })

  test('three parts, each an object or bytes', () => {
    for (const text of [
      '',
      '.',
      '..',
      'a.b',
      'a.b.c.d',
      'bnVsbA.e30.AA',
      'e30.W10.AA',
      'e30.MQ.AA',
      'e30.e30.',
    ])
      expect([text, readJws(text)]).toEqual([text, undefined])
    expect(readJws('e30.e30.AA')).toMatchObject({ header: {}, claims: {}, input: 'e30.e30' })
  })
})
