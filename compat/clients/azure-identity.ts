import { match } from 'node:assert/strict'
import { ClientSecretCredential, UsernamePasswordCredential } from '@azure/identity'
import { GRAPH_DEFAULT, type RealClient, type World } from '../client.ts'
import { checkToken, errorOf } from '../expectations.ts'
import { versionOf } from '../program.ts'

export const azureIdentity: RealClient = {
  name: '@azure/identity',
  version: () => versionOf('@azure/identity'),
  async open(world) {
    const { clientSecret } = world.application
    return {
      metadata: () => tokenBySecret(world, clientSecret, { authorityHost: world.origin }),
      'token by secret': () => tokenBySecret(world, clientSecret),
      async 'token by password'() {
        const { username, password, clientId } = world.person
        const credential = new UsernamePasswordCredential(world.tenantId, clientId, username, password)
        checkToken(world, (await credential.getToken(GRAPH_DEFAULT)).token, 'person')
      },
      async error() {
        const { name, message } = await errorOf(tokenBySecret(world, 'a wrong secret'))
        match(String(name), /^Authentication/)
        match(String(message), /AADSTS7000215/)
      },
    }
  },
}

async function tokenBySecret(world: World, secret: string, options: { authorityHost?: string } = {}) {
  const credential = new ClientSecretCredential(world.tenantId, world.application.clientId, secret, options)
  checkToken(world, (await credential.getToken(GRAPH_DEFAULT)).token, 'application')
}
