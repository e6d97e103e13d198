/** Consent to each of the vendor's applications leaves the permissions of the published table, and nothing else. */
import { expect, test } from 'vitest'
import { consentAs, TENANT_ID, world } from '../entra/testing/world.ts'
import { VENDOR_APPLICATIONS } from './vendor.ts'

/** As published (trend-vision-one-entraid-permissions-cecp), with the resource that offers them. */
const PUBLISHED = {
  'API mode': [
    'Microsoft Graph: Directory.Read.All',
    'Microsoft Graph: Group.Read.All',
    'Microsoft Graph: Mail.ReadWrite',
    'Microsoft Graph: Member.Read.Hidden',
  ],
  'SharePoint Online': [
    'Microsoft Graph: Directory.Read.All',
    'Microsoft Graph: Sites.FullControl.All',
    'Microsoft Graph: Sites.Read.All',
  ],
  OneDrive: [
    'Microsoft Graph: Directory.Read.All',
    'Microsoft Graph: Group.Read.All',
    'Microsoft Graph: Sites.FullControl.All',
    'Microsoft Graph: Sites.Read.All',
    'Microsoft Graph: User.Read.All',
  ],
  'activity data': ['Office 365 Management APIs: ActivityFeed.Read'],
}

test.each(Object.entries(PUBLISHED))('%s', (purpose, published) => {
  const facts = VENDOR_APPLICATIONS.find((one) => one.purpose === purpose)
  const at = world()
  const asked = { client_id: facts?.clientId ?? '', redirect_uri: facts?.redirectUri ?? '', state: 's' }
  const line = `/${TENANT_ID}/adminconsent?${new URLSearchParams(asked)}`
  expect(consentAs(at, 'admin', { line }).headers.Location).toContain('admin_consent=True')
  const [principal] = at.tenant.find('servicePrincipals', 'appId', facts?.clientId ?? '')
  expect(principal?.appDisplayName).toBe('Trend Micro Cloud App Security')
  const roles = at.tenant.find('appRoleAssignments', 'principalId', String(principal?.id))
  const named = roles.map(({ appRoleId, resourceId, resourceDisplayName }) => {
    const [resource] = at.tenant.find('servicePrincipals', 'id', String(resourceId))
    const offered = resource?.appRoles as readonly { id: string; value: string }[]
    return `${resourceDisplayName}: ${offered.find(({ id }) => id === appRoleId)?.value}`
  })
  expect(named.sort()).toEqual(published)
  const scopes = at.tenant.find('oauth2PermissionGrants', 'clientId', String(principal?.id))
  expect(scopes.map(({ scope }) => scope)).toEqual(purpose === 'activity data' ? [] : ['User.Read'])
})
