/** Microsoft's own applications in an exported tenant: one principal of each, under the id that the export tells. */
import { expect, test } from 'vitest'
import { Tenant } from '../../tenant.ts'
import { importTenant } from '../index.ts'
import { EXCHANGE_ADMINISTRATOR, EXPORT, guid } from '../testing/scubagear-export.ts'

const EXCHANGE_MODULE = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'
const EXCHANGE_ONLINE = '00000002-0000-0ff1-ce00-000000000000'
const PRINCIPAL = guid(21)

function importedWith(AppId: string) {
  const facts = { AppId, DisplayName: 'As exported', roles: ['Exchange Administrator'] }
  const settings = { ...EXPORT, privileged_service_principals: { [PRINCIPAL]: facts } }
  const { tenantId, base } = importTenant(JSON.stringify(settings), 'export.json')
  return new Tenant(tenantId, base)
}

test.each([EXCHANGE_MODULE, EXCHANGE_ONLINE, EXCHANGE_MODULE.toUpperCase()])(
  '%s has one principal, which holds the exported role',
  (exported) => {
    const tenant = importedWith(exported)
    const appId = exported.toLowerCase()
    expect(tenant.list('servicePrincipals').filter((one) => one.appId === appId)).toMatchObject([
      { id: PRINCIPAL, appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' },
    ])
    const roles = tenant.find('roleAssignments', 'principalId', PRINCIPAL)
    expect(roles.map(({ roleDefinitionId }) => roleDefinitionId)).toEqual([EXCHANGE_ADMINISTRATOR])
  },
)

test('a consent that Microsoft brings names the principals that are there', () => {
  const tenant = importedWith(EXCHANGE_MODULE)
  const ids = new Set(tenant.list('servicePrincipals').map(({ id }) => id))
  const [grant] = tenant.find('oauth2PermissionGrants', 'clientId', PRINCIPAL)
  expect(grant).toMatchObject({ scope: 'Exchange.Manage' })
  for (const { clientId, resourceId } of tenant.list('oauth2PermissionGrants'))
    expect([ids.has(clientId), ids.has(resourceId)]).toEqual([true, true])
})
