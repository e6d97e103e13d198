import { equal, ok } from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import * as openid from 'openid-client'
import {
  type Acts,
  GRAPH,
  GRAPH_DEFAULT,
  LOGIN,
  NOBODY,
  PAGE_SIZE,
  type RealClient,
  type World,
} from '../client.ts'
import { checkEveryone, checkPerson, checkPresence, checkToken, errorOf } from '../expectations.ts'
import { confirmDevice, signIn } from '../person.ts'
import { versionOf } from '../program.ts'

/** It checks issuer, audience, times and signature of what it gets; with its token it also asks for resources. */
export const openidClient: RealClient = {
  name: 'openid-client',
  version: () => versionOf('openid-client'),
  async open(world) {
    const issuer = new URL(`${LOGIN}/${world.tenantId}/v2.0`)
    const { clientId, clientSecret } = world.application
    const configured = (secret: string) => openid.discovery(issuer, clientId, secret)
    const tokenBySecret = async (secret: string) =>
      openid.clientCredentialsGrant(await configured(secret), { scope: GRAPH_DEFAULT })
    return {
      async metadata() {
        const metadata = (await configured(clientSecret)).serverMetadata()
        equal(metadata.issuer, issuer.href)
        equal(metadata.token_endpoint, `${LOGIN}/${world.tenantId}/oauth2/v2.0/token`)
      },
      async 'token by secret'() {
        checkToken(world, (await tokenBySecret(clientSecret)).access_token, 'application')
      },
      async 'token by certificate'() {
        const client = await openid.discovery(issuer, world.own.clientId, {}, await certificateOf(world))
        const answer = await openid.clientCredentialsGrant(client, { scope: GRAPH_DEFAULT })
        checkToken(world, answer.access_token, 'application')
      },
      async 'token by password'() {
        const { clientId: publicClient, ...credentials } = world.person
        const client = await openid.discovery(issuer, publicClient, {}, openid.None())
        openid.enableNonRepudiationChecks(client)
        const answer = await openid.genericGrantRequest(client, 'password', {
          scope: `openid ${GRAPH_DEFAULT}`,
          ...credentials,
        })
        checkToken(world, answer.access_token, 'person')
        equal(answer.claims()?.tid, world.tenantId)
      },
      ...people(world, issuer),
      ...resources(world, async () => ({
        client: await configured(clientSecret),
        token: (await tokenBySecret(clientSecret)).access_token,
      })),
    }
  },
}

/** The header names the certificate, as Entra asks it to. */
async function certificateOf({ own }: World): Promise<openid.ClientAuth> {
  const der = createPrivateKey(own.certificate.privateKey).export({ type: 'pkcs8', format: 'der' })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), algorithm, false, ['sign'])
  const x5t = Buffer.from(own.certificate.sha1, 'hex').toString('base64url')
  return openid.PrivateKeyJwt(key, {
    [openid.modifyAssertion]: (header) => {
      header.x5t = x5t
    },
  })
}

/** Flows with a person at a browser. */
function people(world: World, issuer: URL): Acts {
  const { clientId, clientSecret, redirectUri, api } = world.own
  const ofGraph = `openid profile offline_access ${GRAPH}/User.Read`
  const client = openid.discovery(issuer, clientId, clientSecret)
  // It is awaited in each act, which then says what was wrong.
  client.catch(() => undefined)
  const byCode = async (scope: string) => {
    const config = await client
    openid.enableNonRepudiationChecks(config)
    const [pkceCodeVerifier, nonce, state] = [
      openid.randomPKCECodeVerifier(),
      openid.randomNonce(),
      'a state',
    ]
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const checks = { pkceCodeVerifier, expectedNonce: nonce, expectedState: state }
    return openid.authorizationCodeGrant(config, await signIn(world, url), checks)
  }
  let tokens: Awaited<ReturnType<typeof byCode>> | undefined
  return {
    async 'token by code'() {
      tokens = await byCode(ofGraph)
      checkToken(world, tokens.access_token, 'person')
      equal(tokens.claims()?.tid, world.tenantId)
    },
    async refresh() {
      const answer = await openid.refreshTokenGrant(await client, tokens?.refresh_token ?? '')
      checkToken(world, answer.access_token, 'person')
      ok(answer.refresh_token !== tokens?.refresh_token)
    },
    async 'token by device code'() {
      const device = await openid.discovery(issuer, world.person.clientId, {}, openid.None())
      const asked = await openid.initiateDeviceAuthorization(device, { scope: `openid ${GRAPH_DEFAULT}` })
      await confirmDevice(world, asked.verification_uri, asked.user_code)
      const answer = await openid.pollDeviceAuthorizationGrant(device, asked)
      checkToken(world, answer.access_token, 'person')
    },
    async 'on behalf of'() {
      const { access_token: assertion } = await byCode(`openid ${api}`)
      const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
      const asked = { assertion, requested_token_use: 'on_behalf_of', scope: `${GRAPH}/User.Read` }
      checkToken(world, (await openid.genericGrantRequest(await client, grant, asked)).access_token, 'person')
    },
    async userinfo() {
      const { access_token = '', claims } = tokens ?? {}
      const { sub = '' } = claims?.call(tokens) ?? {}
      checkPerson(world, await openid.fetchUserInfo(await client, access_token, sub))
    },
  }
}

type Session = () => Promise<{ readonly client: openid.Configuration; readonly token: string }>

function resources(world: World, session: Session): Acts {
  const ask = async (path: string, method = 'GET', body?: object) => {
    const { client, token } = await session()
    const url = new URL(path, `${GRAPH}/v1.0/`)
    const headers = new Headers(body && { 'content-type': 'application/json' })
    return openid.fetchProtectedResource(client, token, url, method, body && JSON.stringify(body), headers)
  }
  let id: unknown
  return {
    async 'list and next page'() {
      const names: unknown[] = []
      let pages = 0
      for (
        let next: string | undefined = `users?$top=${PAGE_SIZE}&$select=userPrincipalName`;
        next;
        pages++
      ) {
        const page = await (await ask(next)).json()
        names.push(...page.value.map((user: { userPrincipalName: unknown }) => user.userPrincipalName))
        next = page['@odata.nextLink']
      }
      ok(pages > 1)
      checkEveryone(world, names)
    },
    async get() {
      const user = await (await ask(`users/${world.person.username}`)).json()
      equal(user.userPrincipalName, world.person.username)
    },
    async create() {
      const draft = {
        displayName: 'openid-client',
        mailNickname: 'openid-client',
        mailEnabled: false,
        securityEnabled: true,
      }
      const answer = await ask('groups', 'POST', draft)
      equal(answer.status, 201)
      id = (await answer.json()).id
      checkPresence(world, 'groups', id, true)
    },
    async delete() {
      equal((await ask(`groups/${id}`, 'DELETE')).status, 204)
      checkPresence(world, 'groups', id, false)
    },
    async error() {
      const issuer = new URL(`${LOGIN}/${NOBODY}/v2.0`)
      const unknown = await errorOf(openid.discovery(issuer, world.application.clientId, 'x'))
      ok(unknown instanceof openid.ClientError)
      const client = await openid.discovery(
        new URL(`${LOGIN}/${world.tenantId}/v2.0`),
        world.application.clientId,
        'wrong',
      )
      const refused = await errorOf(openid.clientCredentialsGrant(client, { scope: GRAPH_DEFAULT }))
      ok(refused instanceof openid.ResponseBodyError)
      equal(refused.error, 'invalid_client')
      equal((await ask(`users/${NOBODY}`)).status, 404)
    },
  }
}
