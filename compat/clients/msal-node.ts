import { equal } from 'node:assert/strict'
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { GRAPH_DEFAULT, LOGIN, type RealClient, type World } from '../client.ts'
import { checkToken, errorOf } from '../expectations.ts'
import { versionOf } from '../program.ts'

const scopes = [GRAPH_DEFAULT]

/** Of Microsoft's own hosts MSAL knows the endpoints and asks for no metadata; of any other it asks for all of it. */
export const msalNode: RealClient = {
  name: '@azure/msal-node',
  version: () => versionOf('@azure/msal-node'),
  async open(world) {
    return {
      metadata: () =>
        tokenBySecret(world, world.application.clientSecret, `${world.origin}/${world.tenantId}`),
      'token by secret': () => tokenBySecret(world, world.application.clientSecret),
      async 'token by password'() {
        const { clientId, ...credentials } = world.person
        const client = new PublicClientApplication({ auth: { clientId, authority: authorityOf(world) } })
        const result = await client.acquireTokenByUsernamePassword({ scopes, ...credentials })
        checkToken(world, result?.accessToken, 'person')
        equal(result?.account?.username, world.person.username)
        equal(result?.account?.tenantId, world.tenantId)
      },
      async error() {
        const { errorCode, errorNo } = await errorOf(tokenBySecret(world, 'a wrong secret'))
        equal(errorCode, 'invalid_client')
        equal(String(errorNo), '7000215')
      },
    }
  },
}

const authorityOf = ({ tenantId }: World): string => `${LOGIN}/${tenantId}`

async function tokenBySecret(world: World, clientSecret: string, authority = authorityOf(world)) {
  const { clientId } = world.application
  const client = new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority } })
  const result = await client.acquireTokenByClientCredential({ scopes })
  checkToken(world, result?.accessToken, 'application')
}
