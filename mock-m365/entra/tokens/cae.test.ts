import { describe, expect, test } from 'vitest'
import { withApplications } from '../testing/applications.ts'
import { NOW, TENANT_ID, upnOf, type World } from '../testing/world.ts'
import { GRAPH_APP_ID } from '../well-known.ts'
import { caeChallenge } from './cae.ts'
import type { Claims } from './tokens.ts'

const PRINCIPAL = 'cccccccc-0000-4000-8000-cccccccccccc'

/** A token of the user or of the application, issued at the beginning. */
function claimsFor(at: World, idtyp: Claims['idtyp'], capabilities: readonly string[] = ['CP1']): Claims {
  const user = at.tenant.find('users', 'userPrincipalName', upnOf('nobody'))[0]
  const issued = NOW / 1000 - 300
  return {
    aud: GRAPH_APP_ID,
    iss: '',
    iat: issued,
    nbf: issued,
    exp: issued + 90_000,
    appid: 'an application',
    app_displayname: '',
    idtyp,
    oid: idtyp === 'app' ? PRINCIPAL : String(user?.id),
    tid: TENANT_ID,
    xms_cc: capabilities,
  }
}

const disable = (kind: string, id: string) => (at: World) =>
  at.change(kind, 'id', id, { accountEnabled: false })
const remove = (kind: string) => (at: World, id: string) =>
  at.tenant.commit(
    { at: NOW, actor: { type: 'system', id: '', displayName: '' }, call: '', requestId: '' },
    kind,
    id,
    undefined,
  )

describe('challenges', () => {
  test.each([
    ['app', 'its principal is disabled', (at: World) => disable('servicePrincipals', PRINCIPAL)(at)],
    ['app', 'its principal is deleted', (at: World) => remove('servicePrincipals')(at, PRINCIPAL)],
    ['user', 'the person is disabled', (at: World, id: string) => disable('users', id)(at)],
    ['user', 'the person is deleted', (at: World, id: string) => remove('users')(at, id)],
    [
      'user',
      'the sessions are revoked',
      (at: World, id: string) =>
        at.change('users', 'id', id, { signInSessionsValidFromDateTime: new Date(NOW + 1000).toISOString() }),
    ],
  ] as const)('a token of a %s is turned away once %s', (idtyp, _because, event) => {
    const at = withApplications()
    const claims = claimsFor(at, idtyp)
    expect(caeChallenge(at.cloud, claims)).toBeUndefined()
    at.clock.advance(2000)
    event(at, claims.oid)
    const challenge = caeChallenge(at.cloud, claims) ?? ''
    expect(challenge).toMatch(
      /^Bearer realm="", authorization_uri="[^"]+", error="insufficient_claims", claims="[^"]+"$/,
    )
    const asked = JSON.parse(Buffer.from(/claims="([^"]+)"/.exec(challenge)?.[1] ?? '', 'base64').toString())
    expect(Number(asked.access_token.nbf.value)).toBeGreaterThan(NOW / 1000)
    for (const capabilities of [[], ['protapp'], 'cp1' as unknown as string[]])
      expect(caeChallenge(at.cloud, { ...claims, xms_cc: capabilities })).toBeUndefined()
  })

  test('a token from after the event holds', () => {
    const at = withApplications()
    const claims = claimsFor(at, 'user')
    at.change('users', 'id', claims.oid, {
      signInSessionsValidFromDateTime: new Date(NOW - 1000).toISOString(),
    })
    expect(caeChallenge(at.cloud, claims)).toBeUndefined()
  })
})
