/** Applications, their secrets, keys and owners, and what consent leaves behind. */
import { sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testCertificate } from '../../entra/testing/certificate.ts'
import { APP, APP_ID, errorOf, idFor, listOf, messageOf, NOW, READER_APP, world } from '../testing/world.ts'

const ONE = idFor('u', 1)
const DENIED = '403 Authorization_RequestDenied'

describe('applications', () => {
  const WRITE = ['Application.ReadWrite.All']
  const body = { displayName: 'Mine' }

  test('a secret is shown once, opens what it should, and goes', () => {
    const { send, tenant } = world()
    const { id } = send('POST /applications', WRITE, { body }).json
    const made = send(`POST /applications/${id}/addPassword`, WRITE, {
      body: { passwordCredential: { displayName: 'ci' } },
    })
    expect(made.json).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential',
      displayName: 'ci',
      endDateTime: '2028-01-15T09:30:00Z',
    })
    const secret = String(made.json.secretText)
    expect(secret).toMatch(/^.{3}8Q~.{34}$/)
    expect(made.json.hint).toBe(secret.slice(0, 3))
    expect(JSON.stringify(tenant.get('applications', String(id)))).toContain(secret)
    const [kept] = listOf({
      ...made,
      json: { value: send(`GET /applications/${id}`, WRITE).json.passwordCredentials },
    })
    expect(kept).toMatchObject({ keyId: made.json.keyId, secretText: null })
    expect(send('GET /auditLogs/directoryAudits', ['AuditLog.Read.All']).text).not.toContain(secret)
    // A client that reads, changes and writes back leaves the secret as it is.
    const back = { passwordCredentials: [kept], notes: 'x' }
    expect(send(`PATCH /applications/${id}`, WRITE, { body: back }).status).toBe(204)
    expect(JSON.stringify(tenant.get('applications', String(id)))).toContain(secret)
    const remove = () =>
      send(`POST /applications/${id}/removePassword`, WRITE, { body: { keyId: made.json.keyId } })
    expect(remove().status).toBe(204)
    expect(errorOf(remove())).toBe('400 Request_BadRequest')
  })

  test('a key is added on proof of one that is there', () => {
    const { send } = world()
    const { privateKey, key } = testCertificate(NOW, NOW + 86_400_000)
    const credential = { type: 'AsymmetricX509Cert', usage: 'Verify', key }
    const { id, keyCredentials } = send('POST /applications', WRITE, {
      body: { ...body, keyCredentials: [credential] },
    }).json
    expect(keyCredentials).toMatchObject([{ key: null, type: 'AsymmetricX509Cert' }])
    const proofOf = (claims: object) => {
      const parts = [{ alg: 'RS256' }, claims].map((one) =>
        Buffer.from(JSON.stringify(one)).toString('base64url'),
      )
      const signature = sign('sha256', Buffer.from(parts.join('.')), privateKey)
      return [...parts, signature.toString('base64url')].join('.')
    }
    const claims = {
      aud: '00000002-0000-0000-c000-000000000000',
      iss: id,
      nbf: NOW / 1000,
      exp: NOW / 1000 + 300,
    }
    const add = (proof: unknown) =>
      send(`POST /applications/${id}/addKey`, WRITE, { body: { keyCredential: credential, proof } })
    expect(add(proofOf(claims)).status).toBe(200)
    for (const wrong of [{ iss: ONE }, { exp: NOW / 1000 + 601 }, { exp: NOW / 1000 }, { aud: 'x' }])
      expect(errorOf(add(proofOf({ ...claims, ...wrong })))).toBe('400 Request_BadRequest')
    for (const wrong of ['x', 'a.b.c', `${proofOf(claims)}A`.replace(/\.[^.]+$/, '.AAAA')])
      expect(errorOf(add(wrong))).toBe('400 Request_BadRequest')
    const bad = { ...credential, key: 'AAAA' }
    expect(messageOf(send(`PATCH /applications/${id}`, WRITE, { body: { keyCredentials: [bad] } }))).toBe(
      'Key value is invalid certificate',
    )
  })

  const role = {
    id: idFor('s', 70),
    allowedMemberTypes: ['Application'],
    displayName: 'Do',
    description: 'Do it',
    value: 'Do.All',
    isEnabled: true,
  }
  test.each([
    ['a role without members', { appRoles: [{ ...role, allowedMemberTypes: [] }] }, /'appRoles'/],
    ['a value with a space', { appRoles: [{ ...role, value: 'Do All' }] }, /'appRoles'/],
    ['two roles of one value', { appRoles: [role, { ...role, id: idFor('s', 71) }] }, /duplicate values/],
    ['a URI of nobody', { identifierUris: ['https://elsewhere.example/x'] }, /must use a verified domain/],
    ['a URI that is none', { identifierUris: ['nonsense'] }, /'identifierUris'/],
    ['an audience that is none', { signInAudience: 'Everybody' }, /'signInAudience'/],
    ['a redirect that is no URI', { web: { redirectUris: ['x'] } }, /'redirectUris'/],
    [
      'access without an id',
      { requiredResourceAccess: [{ resourceAppId: APP_ID, resourceAccess: [{}] }] },
      /'requiredResourceAccess'/,
    ],
  ])('%s is refused', (_, change, message) => {
    const { send, tenant } = world()
    expect(messageOf(send('POST /applications', WRITE, { body: { ...body, ...change } }))).toMatch(message)
    expect(tenant.position).toBe(0)
  })

  test('what is enabled is disabled before it goes', () => {
    const { send } = world()
    const { id } = send('POST /applications', WRITE, { body: { ...body, appRoles: [role] } }).json
    const patch = (appRoles: readonly object[]) =>
      send(`PATCH /applications/${id}`, WRITE, { body: { appRoles } })
    expect(messageOf(patch([]))).toMatch(/unless disabled first/)
    expect(patch([{ ...role, isEnabled: false }]).status).toBe(204)
    expect(patch([]).status).toBe(204)
  })

  test('whoever reaches only its own owns what it makes, and reaches no other', () => {
    const { send } = world()
    const OWN = ['Application.ReadWrite.OwnedBy']
    const { id, appId } = send('POST /applications', OWN, { body }).json
    expect(listOf(send(`GET /applications/${id}/owners`, OWN)).map((one) => one.id)).toEqual([APP])
    expect(send(`PATCH /applications/${id}`, OWN, { body: { notes: 'x' } }).status).toBe(204)
    const other = '50000000-0000-4000-8000-000000000002'
    expect(errorOf(send(`PATCH /applications/${other}`, OWN, { body: { notes: 'x' } }))).toBe(DENIED)
    expect(errorOf(send(`POST /applications/${other}/addPassword`, OWN, { body: {} }))).toBe(DENIED)
    const made = send('POST /servicePrincipals', OWN, { body: { appId } })
    const owned = listOf(send(`GET /servicePrincipals/${APP}/ownedObjects`, ['Directory.Read.All']))
    expect(owned.map((one) => one.id)).toEqual([id, made.json.id])
    expect(errorOf(send(`DELETE /servicePrincipals/${READER_APP}`, OWN))).toBe(DENIED)
  })

  test('an application takes its service principal with it; both come back, but for what was taken meanwhile', () => {
    const { send } = world()
    const ALL = [...WRITE, 'Directory.Read.All']
    const { id, appId } = send('POST /applications', ALL, { body }).json
    const principal = send('POST /servicePrincipals', ALL, { body: { appId } }).json.id
    expect(send(`DELETE /applications(appId='${appId}')`, ALL).status).toBe(204)
    expect(errorOf(send(`GET /servicePrincipals/${principal}`, ALL))).toBe('404 Request_ResourceNotFound')
    for (const [type, one] of [
      ['application', id],
      ['servicePrincipal', principal],
    ])
      expect(
        listOf(send(`GET /directory/deletedItems/microsoft.graph.${type}`, ALL)).map((row) => row.id),
      ).toEqual([one])
    expect(send(`POST /directory/deletedItems/${id}/restore`, ALL).status).toBe(200)
    send('POST /servicePrincipals', ALL, { body: { appId } })
    expect(errorOf(send(`POST /directory/deletedItems/${principal}/restore`, ALL))).toBe(
      '409 Request_MultipleObjectsWithSameKeyValue',
    )
  })

  test('delegated grants are made once for each client, resource and user', () => {
    const { send } = world({ oauth2PermissionGrants: [] })
    const GRANT = ['DelegatedPermissionGrant.ReadWrite.All']
    const grant = { clientId: APP, consentType: 'AllPrincipals', resourceId: READER_APP, scope: 'User.Read' }
    const post = (change = {}) =>
      send('POST /oauth2PermissionGrants', GRANT, { body: { ...grant, ...change } })
    const { id } = post().json
    expect(errorOf(post())).toBe('409 Request_MultipleObjectsWithSameKeyValue')
    expect(post({ consentType: 'Principal', principalId: ONE }).status).toBe(201)
    expect(errorOf(post({ consentType: 'Principal' }))).toBe('400 Request_BadRequest')
    expect(errorOf(post({ principalId: ONE }))).toBe('400 Request_BadRequest')
    expect(errorOf(post({ resourceId: ONE }))).toBe('404 Request_ResourceNotFound')
    expect(send(`PATCH /oauth2PermissionGrants/${id}`, GRANT, { body: { scope: 'Mail.Read' } }).status).toBe(
      204,
    )
    expect(listOf(send(`GET /users/${ONE}/oauth2PermissionGrants`, GRANT))).toHaveLength(1)
    expect(send(`DELETE /oauth2PermissionGrants/${id}`, GRANT).status).toBe(204)
  })
})
