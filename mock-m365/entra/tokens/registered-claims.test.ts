import { describe, expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import { authorizeUrl, browser, returned, WEB, withApplications } from '../testing/applications.ts'
import { callOfApi, codeFor, NOBODY, send } from '../testing/flows.ts'
import { INLINE, NOW, ready, said, TENANT_ID, upnOf, V2, type World } from '../testing/world.ts'

const MARKER = 'b79fbf4d-3ef9-4689-8143-76b194e85509'
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'

const commit = (at: World, kind: string, key: string, entity: Entity) =>
  at.tenant.commit(
    { at: NOW, actor: { type: 'system', id: '', displayName: '' }, call: '', requestId: '' },
    kind,
    key,
    entity,
  )
const idOf = (at: World, person: 'nobody' | 'admin') =>
  String(at.tenant.find('users', 'userPrincipalName', upnOf(person))[0]?.id)

/** Puts a user into a new group. */
function join(at: World, memberId: string, id: string, facts: Entity = {}): string {
  commit(at, 'groups', id, { id, displayName: `Group ${id}`, securityEnabled: true, ...facts })
  commit(at, 'groups/members', `${id}/${memberId}`, { groupId: id, memberId })
  return id
}
const configured = (at: World, changes: Entity) => at.change('applications', 'appId', WEB.appId, changes)
const claimsOf = (token: unknown): Entity =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())
const idTokenOf = (at: World) => claimsOf(send(at, codeFor(at, 'web', 'openid profile')).json.id_token)
const accessTokenOf = (at: World) => claimsOf(callOfApi(at))
/** Tokens directly from the authorization endpoint. */
function atOnce(at: World, response_mode: string): Entity {
  const tab = browser(at)
  tab.open(authorizeUrl({ response_type: 'id_token', nonce: 'n', scope: 'openid', response_mode }))
  tab.submit(NOBODY)
  const heard = tab.submit({ decision: 'accept' })
  const posted = /name="id_token" value="([^"]*)"/.exec(heard.text)?.[1]
  return claimsOf(returned(heard)?.id_token ?? posted)
}

/** A security group within a security group, a distribution list, a group of Microsoft 365. */
function inGroups(): World {
  const at = withApplications()
  const user = idOf(at, 'nobody')
  join(at, join(at, user, 'inner'), 'outer')
  join(at, user, 'list', { securityEnabled: false, mailEnabled: true })
  join(at, user, 'team', { securityEnabled: false, groupTypes: ['Unified'] })
  return at
}

describe('groups', () => {
  test.each([
    [null, undefined],
    ['None', undefined],
    ['SecurityGroup', ['inner', 'outer']],
    ['All', ['inner', 'list', 'outer', 'team']],
    ['DirectoryRole', undefined],
    ['ApplicationGroup', undefined],
    ['ApplicationGroup, DirectoryRole', undefined],
  ])('groupMembershipClaims %s: %j in both tokens', (groupMembershipClaims, groups) => {
    const at = inGroups()
    configured(at, { groupMembershipClaims })
    const wids = ['All', 'DirectoryRole'].some((one) => groupMembershipClaims?.includes(one))
      ? [MARKER]
      : undefined
    for (const claims of [idTokenOf(at), accessTokenOf(at)])
      expect([claims.groups, claims.wids]).toEqual([groups, wids])
  })

  test('groups that are assigned to the application, and no nested ones', () => {
    const at = inGroups()
    configured(at, { groupMembershipClaims: 'ApplicationGroup' })
    const [principal] = at.tenant.find('servicePrincipals', 'appId', WEB.appId)
    for (const principalId of ['inner', 'outer', 'nobodys'])
      commit(at, 'appRoleAssignments', principalId, {
        id: principalId,
        principalId,
        resourceId: principal?.id,
      })
    expect(idTokenOf(at).groups).toEqual(['inner'])
  })

  test('directory roles come with theirs', () => {
    const at = withApplications()
    configured(at, { groupMembershipClaims: 'DirectoryRole' })
    at.assign('Global Administrator', idOf(at, 'nobody'))
    expect(idTokenOf(at).wids).toEqual([GLOBAL_ADMINISTRATOR, MARKER])
  })

  test.each([
    [200, 'groups'],
    [201, 'elsewhere'],
  ])('%i groups: %s', (count, where) => {
    const at = withApplications()
    const user = idOf(at, 'nobody')
    for (let i = 0; i < count; i++) join(at, user, `group ${i}`)
    configured(at, { groupMembershipClaims: 'SecurityGroup' })
    const endpoint = `https://graph.windows.net/${TENANT_ID}/users/${user}/getMemberObjects`
    for (const claims of [idTokenOf(at), accessTokenOf(at)]) {
      expect(Array.isArray(claims.groups) ? claims.groups.length : undefined).toBe(
        where === 'groups' ? 200 : undefined,
      )
      expect([claims._claim_names, claims._claim_sources]).toEqual(
        where === 'groups' ? [undefined, undefined] : [{ groups: 'src1' }, { src1: { endpoint } }],
      )
    }
  })

  test.each([
    [5, 'fragment', 5, undefined],
    [6, 'fragment', undefined, true],
    [6, 'form_post', 6, undefined],
  ])('%i groups in a token by %s', (count, mode, named, hasgroups) => {
    const at = withApplications()
    for (let i = 0; i < count; i++) join(at, idOf(at, 'nobody'), `group ${i}`)
    configured(at, { groupMembershipClaims: 'SecurityGroup' })
    const claims = atOnce(at, mode)
    expect(Array.isArray(claims.groups) ? claims.groups.length : undefined).toBe(named)
    expect(claims.hasgroups).toBe(hasgroups)
  })

  test('names in place of ids, and roles in place of groups', () => {
    const at = inGroups()
    const groups = (...additionalProperties: string[]) => ({
      groupMembershipClaims: 'SecurityGroup',
      optionalClaims: {
        idToken: [{ name: 'groups', additionalProperties }],
        accessToken: [],
        saml2Token: [],
      },
    })
    configured(at, groups('cloud_displayname'))
    expect(idTokenOf(at).groups).toEqual(['Group inner', 'Group outer'])
    configured(at, groups('emit_as_roles'))
    expect(idTokenOf(at)).toMatchObject({ roles: ['inner', 'outer'] })
    expect(accessTokenOf(at).groups).toEqual(['inner', 'outer'])
  })
})

describe('optional claims', () => {
  const NAMES =
    'acct auth_time ctry email family_name given_name login_hint tenant_ctry tenant_region_scope upn verified_primary_email xms_edov xms_pl xms_tpl'.split(
      ' ',
    )
  const asked = (names: readonly string[]) => names.map((name) => ({ name, additionalProperties: [] }))
  const PERSON = {
    country: 'DE',
    mail: 'nobody@contoso.com',
    surname: 'Body',
    givenName: 'No',
    preferredLanguage: 'de-DE',
    extension_00000000000000000000000000000001_badge: '42',
  }

  test('every one that the mock can know, in the token that is meant', () => {
    const at = withApplications()
    at.change('users', 'userPrincipalName', upnOf('nobody'), PERSON)
    at.change('organization', 'id', TENANT_ID, { countryLetterCode: 'DE', preferredLanguage: 'en' })
    configured(at, {
      optionalClaims: { idToken: asked(NAMES), accessToken: asked(['email']), saml2Token: [] },
    })
    expect(idTokenOf(at)).toMatchObject({
      acct: 0,
      auth_time: NOW / 1000,
      ctry: 'DE',
      email: 'nobody@contoso.com',
      family_name: 'Body',
      given_name: 'No',
      tenant_ctry: 'DE',
      tenant_region_scope: 'WW',
      upn: upnOf('nobody'),
      verified_primary_email: ['nobody@contoso.com'],
      xms_edov: true,
      xms_pl: 'de-DE',
      xms_tpl: 'en',
    })
    const access = accessTokenOf(at)
    expect([access.email, access.ctry]).toEqual(['nobody@contoso.com', undefined])
  })

  test('what is not set is left out, and without registration there is nothing', () => {
    const at = withApplications()
    configured(at, { optionalClaims: { idToken: asked(['ctry', 'constructor', 'ipaddr']) } })
    expect(Object.keys(idTokenOf(at))).not.toEqual(expect.arrayContaining(['ctry']))
    expect(Object.hasOwn(idTokenOf(at), 'constructor')).toBe(false)
    configured(at, { optionalClaims: null })
    expect(idTokenOf(at).upn).toBeUndefined()
  })

  test('a directory extension of the user', () => {
    const at = withApplications()
    at.change('users', 'userPrincipalName', upnOf('nobody'), PERSON)
    const name = 'extension_00000000000000000000000000000001_badge'
    configured(at, { optionalClaims: { accessToken: [{ name, source: 'user', additionalProperties: [] }] } })
    expect(accessTokenOf(at)['extn.badge']).toBe('42')
  })

  test.each([
    [[], 'guest@home.example'],
    [['include_externally_authenticated_upn'], 'guest_home.example#EXT#@contoso.onmicrosoft.com'],
    [
      ['include_externally_authenticated_upn_without_hash'],
      'guest_home.example_EXT_@contoso.onmicrosoft.com',
    ],
  ])('a guest’s upn with %j is %s', (additionalProperties, upn) => {
    const at = withApplications()
    const user = idOf(at, 'nobody')
    configured(at, { optionalClaims: { idToken: [{ name: 'upn', additionalProperties }] } })
    const form = codeFor(at, 'web', 'openid')
    at.change('users', 'id', user, {
      userType: 'Guest',
      mail: 'guest@home.example',
      userPrincipalName: 'guest_home.example#EXT#@contoso.onmicrosoft.com',
    })
    expect(claimsOf(send(at, form).json.id_token).upn).toBe(upn)
  })

  test('an application’s own token says that it is one, where the newer form is asked to', () => {
    const at = ready()
    const api = {
      id: 'own',
      appId: '99999999-0001-4001-8001-999999999999',
      displayName: 'API',
      api: { requestedAccessTokenVersion: 2 },
    }
    const principal = { id: 'principal', appId: api.appId, displayName: 'API' }
    commit(at, 'applications', 'own', { ...api, optionalClaims: { accessToken: asked(['idtyp']) } })
    commit(at, 'servicePrincipals', 'principal', principal)
    const ask = () =>
      at.send(V2, {
        form: {
          grant_type: 'client_credentials',
          client_id: INLINE.clientId,
          client_secret: INLINE.clientSecret,
          scope: `${api.appId}/.default`,
        },
      })
    expect(claimsOf(ask().json.access_token)).toMatchObject({ ver: '2.0', idtyp: 'app' })
    commit(at, 'applications', 'own', api)
    expect(claimsOf(ask().json.access_token).idtyp).toBeUndefined()

    commit(at, 'servicePrincipals', 'principal', { ...principal, appRoleAssignmentRequired: true })
    const refused = ask()
    expect(said(refused)).toBe('400 invalid_grant 501051')
    expect(refused.json.error_description).toMatch(
      new RegExp(
        `^AADSTS501051: Application '${INLINE.clientId}'\\(.*\\) is not assigned to a role for the application '${api.appId}'\\(API\\)\\. Trace`,
      ),
    )
    commit(at, 'appRoleAssignments', 'a', { id: 'a', principalId: at.principal(), resourceId: 'principal' })
    expect(ask().status).toBe(200)
  })
})

test('an application for personal accounts is none of an organization', () => {
  const at = withApplications()
  configured(at, { signInAudience: 'PersonalMicrosoftAccount' })
  const heard = browser(at).open(authorizeUrl({}, { segment: 'organizations' }))
  expect(heard.text).toContain('AADSTS9002331: Application ')
})
