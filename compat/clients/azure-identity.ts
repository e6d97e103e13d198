import { equal, match } from 'node:assert/strict'
import {
  AuthorizationCodeCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  OnBehalfOfCredential,
  type TokenCredential,
  UsernamePasswordCredential,
} from '@azure/identity'
import { GRAPH, GRAPH_DEFAULT, LOGIN, type RealClient, type World } from '../client.ts'
import { checkToken, errorOf } from '../expectations.ts'
import { confirmDevice, signIn } from '../person.ts'
import { versionOf } from '../program.ts'

export const azureIdentity: RealClient = {
  name: '@azure/identity',
  version: () => versionOf('@azure/identity'),
  lacks: { refresh: 'it renews tokens by itself when they are about to end, and on no call' },
  async open(world) {
    const { tenantId, own } = world
    const { clientId, clientSecret } = world.application
    const bySecret = (secret: string, options: { authorityHost?: string } = {}) =>
      token(world, new ClientSecretCredential(tenantId, clientId, secret, options), 'application')
    /** Its own redemption knows no code verifier, so that the code is one of a confidential client. */
    const byCode = async (scope: string) => {
      const { clientId, clientSecret, redirectUri } = own
      const query = { client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope }
      const page = `${LOGIN}/${tenantId}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`
      const code = (await signIn(world, page)).searchParams.get('code') ?? ''
      return new AuthorizationCodeCredential(tenantId, clientId, clientSecret, code, redirectUri)
    }
    return {
      metadata: () => bySecret(clientSecret, { authorityHost: world.origin }),
      'token by secret': () => bySecret(clientSecret),
      async 'token by certificate'() {
        const { pem: certificate } = own.certificate
        await token(world, new ClientCertificateCredential(tenantId, own.clientId, { certificate }))
      },
      async 'token by password'() {
        const { username, password, clientId } = world.person
        const credential = new UsernamePasswordCredential(tenantId, clientId, username, password)
        await token(world, credential, 'person')
      },
      async 'token by code'() {
        const scope = `openid offline_access ${GRAPH}/User.Read`
        await token(world, await byCode(scope), 'person', `${GRAPH}/User.Read`)
      },
      async 'token by device code'() {
        let confirmed: Promise<void> | undefined
        const credential = new DeviceCodeCredential({
          tenantId,
          clientId: world.person.clientId,
          userPromptCallback: ({ verificationUri, userCode }) => {
            confirmed = confirmDevice(world, verificationUri, userCode)
          },
        })
        await token(world, credential, 'person')
        await confirmed
      },
      async 'on behalf of'() {
        const { clientId, clientSecret } = own
        const credential = await byCode(`openid offline_access ${own.api}`)
        const { token: userAssertionToken } = await credential.getToken(own.api)
        const options = { tenantId, clientId, clientSecret, userAssertionToken }
        await token(world, new OnBehalfOfCredential(options), 'person', `${GRAPH}/User.Read`)
      },
      async error() {
        const { name, message } = await errorOf(bySecret('a wrong secret'))
        match(String(name), /^Authentication/)
        match(String(message), /AADSTS7000215/)
      },
    }
  },
}

async function token(
  world: World,
  credential: TokenCredential,
  holder: 'application' | 'person' = 'application',
  scope = GRAPH_DEFAULT,
): Promise<void> {
  const got = await credential.getToken(scope)
  checkToken(world, got?.token, holder)
  equal(got !== null && got.expiresOnTimestamp > Date.now(), true)
}
