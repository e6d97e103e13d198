/** Permissions that do not suffice alone. */
import { describe, expect, test } from 'vitest'
import { APP, errorOf, READER_APP, world } from '../testing/world.ts'

const DENIED = '403 Authorization_RequestDenied'
const ASSIGN = 'AppRoleAssignment.ReadWrite.All'

describe('a permission that another must stand beside', () => {
  const body = {
    principalId: APP,
    resourceId: READER_APP,
    appRoleId: '00000000-0000-0000-0000-000000000000',
  }
  const owner = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${APP}` }
  const OWNERS = `POST /servicePrincipals/${READER_APP}/owners/$ref`

  test.each([
    [`POST /servicePrincipals/${APP}/appRoleAssignments`, [ASSIGN], body, DENIED],
    [`POST /servicePrincipals/${APP}/appRoleAssignments`, ['Application.Read.All'], body, DENIED],
    [`POST /servicePrincipals/${APP}/appRoleAssignments`, [ASSIGN, 'Application.Read.All'], body, '201'],
    [`POST /servicePrincipals/${READER_APP}/appRoleAssignedTo`, [ASSIGN], body, DENIED],
    [`POST /servicePrincipals/${READER_APP}/appRoleAssignedTo`, [ASSIGN, 'Directory.Read.All'], body, '201'],
    // https://github.com/hashicorp/terraform-provider-azuread/issues/1661
    [
      `POST /servicePrincipals/${READER_APP}/appRoleAssignedTo`,
      ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
      body,
      DENIED,
    ],
    [OWNERS, ['Application.ReadWrite.All'], owner, DENIED],
    [OWNERS, ['Application.ReadWrite.All', 'Directory.Read.All'], owner, '204'],
  ])('%s with %j', (line, permissions, sent, answer) => {
    const at = world()
    expect(errorOf(at.send(line, permissions, { body: sent }))).toBe(answer)
    const scopes = { body: sent, token: at.userToken(permissions.join(' '), ['Global Administrator']) }
    expect(errorOf(world().send(line, [], scopes))).toBe(answer)
  })

  test('is not asked for where one is removed', () => {
    const line = `DELETE /servicePrincipals/${APP}/appRoleAssignments/assignment-1`
    expect(errorOf(world().send(line, [ASSIGN]))).toBe('204')
    expect(errorOf(world().send(line, ['Application.ReadWrite.All']))).toBe(DENIED)
  })
})
