import { equal, ok } from 'node:assert/strict'
import { ClientSecretCredential } from '@azure/identity'
import { Client, GraphError, PageIterator } from '@microsoft/microsoft-graph-client'
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js'
import { GRAPH_DEFAULT, NOBODY, PAGE_SIZE, type RealClient, SIGN_IN } from '../client.ts'
import { checkEveryone, checkPresence, errorOf } from '../expectations.ts'
import { versionOf } from '../program.ts'

/** Signs in by @azure/identity, as its documentation shows: it makes no tokens itself. */
export const graphClient: RealClient = {
  name: '@microsoft/microsoft-graph-client',
  version: () => versionOf('@microsoft/microsoft-graph-client'),
  lacks: Object.fromEntries(SIGN_IN.map((one) => [one, 'it has its tokens from @azure/identity'])),
  async open(world) {
    const { clientId, clientSecret } = world.application
    const credential = new ClientSecretCredential(world.tenantId, clientId, clientSecret)
    const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: [GRAPH_DEFAULT] })
    const client = Client.initWithMiddleware({ authProvider })
    let id: unknown
    return {
      async 'list and next page'() {
        const names: unknown[] = []
        const first = await client.api('/users').top(PAGE_SIZE).select('userPrincipalName').get()
        ok(first['@odata.nextLink'])
        const pages = new PageIterator(client, first, (user) => {
          names.push(user.userPrincipalName)
          return true
        })
        await pages.iterate()
        checkEveryone(world, names)
      },
      async get() {
        const user = await client.api(`/users/${world.person.username}`).get()
        equal(user.userPrincipalName, world.person.username)
      },
      async create() {
        const draft = {
          displayName: 'Graph client',
          mailNickname: 'graph-client',
          mailEnabled: false,
          securityEnabled: true,
        }
        id = (await client.api('/groups').post(draft)).id
        checkPresence(world, 'groups', id, true)
      },
      async delete() {
        await client.api(`/groups/${id}`).delete()
        checkPresence(world, 'groups', id, false)
      },
      async error() {
        const error = await errorOf(client.api(`/users/${NOBODY}`).get())
        ok(error instanceof GraphError)
        equal(error.statusCode, 404)
        equal(error.code, 'Request_ResourceNotFound')
        ok(error.requestId)
      },
    }
  },
}
