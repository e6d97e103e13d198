/** Requests of well-known tools: each row is a request that was once answered wrongly. */
import { describe, expect, test } from 'vitest'
import { seededIds } from '../seeded-ids.ts'
import { firstPartyState } from '../starting-states/first-party.ts'
import {
  ADMIN,
  APP,
  errorOf,
  idFor,
  listOf,
  messageOf,
  NOW,
  SECURITY,
  UNIFIED,
  world,
} from './testing/world.ts'

const APPS = ['Application.ReadWrite.All', 'Directory.ReadWrite.All']
const ALL = [...APPS, 'Group.ReadWrite.All', 'User.ReadWrite.All']
const EVENTUAL = { headers: { consistencylevel: 'eventual' } }

describe('SDKs made from the metadata', () => {
  const { send } = world()

  test.each([
    [`/groups/${UNIFIED}/members/graph.user`, `/groups/${UNIFIED}/members/microsoft.graph.user`],
    [`/users/${ADMIN}/memberOf/graph.group`, `/users/${ADMIN}/memberOf/microsoft.graph.group`],
    [
      `/users/${ADMIN}/ownedObjects/graph.application`,
      `/users/${ADMIN}/ownedObjects/microsoft.graph.application`,
    ],
    ['/directory/deletedItems/graph.user', '/directory/deletedItems/microsoft.graph.user'],
  ])('%s is the same cast by the name that the schema gives its namespace', (short, long) => {
    const [one, other] = [send(`GET ${short}`, ALL), send(`GET ${long}`, ALL)]
    expect(one.status).toBe(200)
    expect(one.text).toBe(other.text)
  })

  test('a cast is counted under either name', () => {
    expect(send(`GET /groups/${UNIFIED}/members/graph.user/$count`, ALL, EVENTUAL).status).toBe(200)
  })

  test('a user whose name begins so is still a user', () => {
    expect(errorOf(send('GET /users/graph.user@contoso.com', ALL))).toBe('404 Request_ResourceNotFound')
  })

  test('actions may have their namespace before them', () => {
    const body = { securityEnabledOnly: true }
    const of = (name: string) => send(`POST /users/${ADMIN}/${name}`, ALL, { body })
    expect(of('microsoft.graph.getMemberGroups').text).toBe(of('getMemberGroups').text)
  })
})

describe('applications', () => {
  const made = (body: object = {}) => {
    const w = world()
    const heard = w.send('POST /applications', APPS, { body: { displayName: 'x', ...body } })
    const path = `/applications/${heard.json.id}`
    const patch = (change: object) => w.send(`PATCH ${path}`, APPS, { body: change })
    return { ...w, heard, path, patch, read: () => w.send(`GET ${path}`, APPS).json }
  }

  test('every part is there from the start, as the page shows it', () => {
    expect(made().heard.json).toMatchObject({
      // Open to personal accounts where nothing is said, and for those tokens of v2: application-post-applications.
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
      api: {
        acceptMappedClaims: null,
        knownClientApplications: [],
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [],
        preAuthorizedApplications: [],
      },
      publicClient: { redirectUris: [] },
      spa: { redirectUris: [] },
      web: {
        homePageUrl: null,
        redirectUris: [],
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
      },
      parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    })
  })

  test('a part of a part can be changed alone', () => {
    const { patch, read } = made({ web: { homePageUrl: 'https://a.example' } })
    expect(patch({ web: { implicitGrantSettings: { enableIdTokenIssuance: true } } }).status).toBe(204)
    expect(patch({ web: { redirectUris: ['https://a.example/b'] } }).status).toBe(204)
    expect(patch({ api: { requestedAccessTokenVersion: 2 } }).status).toBe(204)
    expect(patch({ api: { acceptMappedClaims: true } }).status).toBe(204)
    expect(read()).toMatchObject({
      api: { acceptMappedClaims: true, requestedAccessTokenVersion: 2 },
      web: {
        homePageUrl: 'https://a.example',
        redirectUris: ['https://a.example/b'],
        implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
      },
    })
  })

  test('a secret may come with the application, is shown once, and not by a change', () => {
    const { heard, read, patch } = made({ passwordCredentials: [{ displayName: 'ci' }] })
    expect(heard.json.passwordCredentials).toMatchObject([
      {
        displayName: 'ci',
        secretText: expect.stringMatching(/^.{40}$/),
        endDateTime: '2028-01-15T09:30:00Z',
      },
    ])
    const shown = read().passwordCredentials
    expect(shown).toMatchObject([{ displayName: 'ci', secretText: null }])
    expect(messageOf(patch({ passwordCredentials: [{ displayName: 'more' }] }))).toBe(
      'New password credentials must be generated using service actions.',
    )
  })

  test.each([
    [
      'api://something',
      { signInAudience: 'AzureADMyOrg' },
      400,
      /^Failed to add identifier URI api:\/\/something\. All newly added URIs must/,
    ],
    ['api://something', { api: { requestedAccessTokenVersion: 2 } }, 204, /^$/],
    ['https://elsewhere.example', { api: { requestedAccessTokenVersion: 2 } }, 400, /verified domain/],
    ['api://x.contoso.com/y', {}, 204, /^$/],
  ])('identifier %s for %j is answered with %i', (uri, more, status, message) => {
    const answer = made(more).patch({ identifierUris: [uri] })
    expect([answer.status, messageOf(answer)]).toEqual([status, expect.stringMatching(message)])
  })
})

describe('groups', () => {
  const { send, userToken } = world()
  const token = userToken('Group.ReadWrite.All', ['Global Administrator'])
  const patch = (id: string, body: object, sending: object = { token }) =>
    send(`PATCH /groups/${id}`, ALL, { body, ...sending })

  test('what cannot change may be said again', () => {
    expect(patch(SECURITY, { displayName: 'Finance', mailEnabled: false }).status).toBe(204)
    expect(messageOf(patch(SECURITY, { mailEnabled: true }))).toContain("'mailEnabled' is read-only")
  })

  test('the mailbox’s settings are shown when asked for, and written by themselves', () => {
    const read = () => send(`GET /groups/${UNIFIED}?$select=allowExternalSenders,hideFromAddressLists`, ALL)
    expect(read().json).toMatchObject({ allowExternalSenders: false, hideFromAddressLists: false })
    expect(patch(UNIFIED, { allowExternalSenders: true }).status).toBe(200)
    // With the id: https://learn.microsoft.com/graph/api/group-get
    expect(read().json).toMatchObject({
      id: UNIFIED,
      allowExternalSenders: true,
      hideFromAddressLists: false,
    })
  })

  test('labels can be set, and are not emulated', () => {
    const assignedLabels = [{ labelId: '45cd0c48-c540-4358-ad79-a3658cdc5b88' }]
    expect(errorOf(patch(UNIFIED, { assignedLabels }))).toBe('501 NotImplemented')
    expect(patch(UNIFIED, { assignedLabels }).status).toBe(501)
  })

  test.each([
    [
      'with another',
      UNIFIED,
      { hideFromAddressLists: true, displayName: 'x' },
      { token },
      '400 Request_BadRequest',
    ],
    ['by an app', UNIFIED, { hideFromAddressLists: true }, {}, '400 BadRequest'],
    [
      'of a security group',
      SECURITY,
      { hideFromAddressLists: true },
      { token },
      '404 MailboxNotEnabledForRESTAPI',
    ],
  ])('a setting %s is refused', (_, id, body, sending, error) => {
    expect(errorOf(patch(id, body, sending))).toBe(error)
  })

  test('a security group has none to show', () => {
    expect(errorOf(send(`GET /groups/${SECURITY}?$select=allowExternalSenders`, ALL))).toBe(
      '404 MailboxNotEnabledForRESTAPI',
    )
  })
})

describe('reads', () => {
  const { send } = world()

  test('a navigation may be selected, to no effect', () => {
    const { status, json } = send(`GET /users/${ADMIN}?$select=id,manager`, ALL)
    expect([status, json.id, 'manager' in json]).toEqual([200, ADMIN, false])
  })

  test('an app role assignment is read by its id, from either end', () => {
    const body = {
      principalId: idFor('u', 1),
      resourceId: APP,
      appRoleId: '00000000-0000-0000-0000-000000000000',
    }
    const path = `/servicePrincipals/${APP}/appRoleAssignedTo`
    const rights = ['AppRoleAssignment.ReadWrite.All', 'Directory.Read.All']
    const { id } = send(`POST ${path}`, rights, { body }).json
    for (const from of [path, `/users/${idFor('u', 1)}/appRoleAssignments`])
      expect(send(`GET ${from}/${id}`, rights).json).toMatchObject({ id, principalId: idFor('u', 1) })
    for (const other of [`/users/${ADMIN}`, `/servicePrincipals/${APP}`])
      expect(errorOf(send(`GET ${other}/appRoleAssignments/${id}`, rights))).toBe(
        '404 Request_ResourceNotFound',
      )
    const itself = { ...body, principalId: APP }
    const own = send(`POST ${path}`, rights, { body: itself }).json
    expect(send(`GET /servicePrincipals/${APP}/appRoleAssignments/${own.id}`, rights).json.principalId).toBe(
      APP,
    )
  })

  test.each(['groups', 'applications', 'servicePrincipals'])(
    'what is no id of %s is refused as such',
    (kind) => {
      for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
        const heard = send(`${method} /${kind}/undefined`, ALL, body ? { body } : {})
        expect([errorOf(heard), messageOf(heard)]).toEqual([
          '400 Request_BadRequest',
          "Invalid object identifier 'undefined'.",
        ])
      }
      expect(errorOf(send(`GET /${kind}/99999999-0000-4000-8000-000000000000`, ALL))).toBe(
        '404 Request_ResourceNotFound',
      )
      expect(errorOf(send('GET /users/undefined', ALL))).toBe('404 Request_ResourceNotFound')
    },
  )

  test('principals are found by their type', () => {
    const found = (type: string) => {
      const heard = send(`GET /servicePrincipals?$filter=servicePrincipalType eq '${type}'`, ALL)
      return [heard.status, listOf(heard).length]
    }
    expect(found('ManagedIdentity')).toEqual([200, 0])
    expect(found('Application')).toEqual([200, 0])
  })

  const unlicensed = world({ subscribedSkus: [] })
  test.each([
    ['without the permission', send, ['User.Read.All'], '403 Authentication_MSGraphPermissionMissing'],
    [
      'without the licence',
      unlicensed.send,
      ['User.Read.All', 'AuditLog.Read.All'],
      '403 Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ],
    ['with both', send, ['User.Read.All', 'AuditLog.Read.All'], '200'],
  ])('the last sign-in is asked for %s', (_, ask, permissions, error) => {
    for (const path of [
      '/users?$select=id,signInActivity',
      '/users?$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z',
      `/users/${ADMIN}?$select=signInActivity`,
    ])
      expect(errorOf(ask(`GET ${path}`, permissions))).toBe(error)
  })
})

describe('logs', () => {
  const { send, userToken } = world()

  test.each([
    ['an app without the permission', {}, '403 Authentication_MSGraphPermissionMissing'],
    [
      'a person without a role',
      { token: userToken('AuditLog.Read.All', []) },
      '403 Authentication_RequestFromUnsupportedUserRole',
    ],
  ])('%s is refused as the reporting service does', (_, sending, error) => {
    expect(errorOf(send('GET /auditLogs/directoryAudits', ['User.Read.All'], sending))).toBe(error)
  })
})

describe('people', () => {
  const person = (password: string, more: object = {}) => ({
    body: {
      accountEnabled: true,
      displayName: 'New',
      mailNickname: 'new',
      userPrincipalName: 'new@contoso.com',
      passwordProfile: { password },
      ...more,
    },
  })

  test.each([
    ['Short1!', {}, 400],
    ['allsmallletters1', {}, 400],
    ['allsmallletters1', { passwordPolicies: 'DisableStrongPassword' }, 201],
    ['Three kinds', {}, 201],
  ])('the password %s, with %j, is answered with %i', (password, more, status) => {
    const answer = world().send('POST /users', ALL, person(password, more))
    expect(answer.status).toBe(status)
    if (status === 400) expect(messageOf(answer)).toMatch(/^The specified password does not comply/)
  })
})

/**
 * CLI for Microsoft 365 and Azure CLI find a permission's resource by its URI; the names are real ones
 * (observed).
 */
describe('Microsoft’s own service principals', () => {
  const { servicePrincipals } = firstPartyState(seededIds('tools'), NOW)
  const { send, tenant } = world()
  const by = {
    at: 0,
    actor: { type: 'system', id: 'x', displayName: 'x' },
    call: 'x',
    requestId: 'x',
  } as const
  for (const one of servicePrincipals) tenant.commit(by, 'servicePrincipals', String(one.id), one)

  test.each([
    ['https://graph.microsoft.com', 'Microsoft Graph'],
    ['https://graph.microsoft.com/', 'Microsoft Graph'],
    ['https://ags.windows.net', 'Microsoft Graph'],
    ['https://dod-graph.microsoft.us', 'Microsoft Graph'],
    ['00000003-0000-0000-c000-000000000000', 'Microsoft Graph'],
    ['https://outlook.office365.com', 'Office 365 Exchange Online'],
    ['https://outlook.office.com/', 'Office 365 Exchange Online'],
    ['https://management.core.windows.net/', 'Windows Azure Service Management API'],
  ])('%s names %s', (name, displayName) => {
    const filter = `servicePrincipalNames/any(n:n eq '${name}')`
    const found = listOf(send(`GET /servicePrincipals?$filter=${filter}&$select=displayName`, ALL))
    expect(found).toEqual([{ displayName }])
  })
})
