import { equal, notEqual, ok } from 'node:assert/strict'
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type Configuration,
  CryptoProvider,
  PublicClientApplication,
} from '@azure/msal-node'
import { type Acts, GRAPH, GRAPH_DEFAULT, LOGIN, type RealClient, type World } from '../client.ts'
import { checkToken, errorOf } from '../expectations.ts'
import { confirmDevice, signIn } from '../person.ts'
import { versionOf } from '../program.ts'

const scopes = [GRAPH_DEFAULT]

/** Of Microsoft's own hosts MSAL knows the endpoints and asks for no metadata; of any other it asks for all of it. */
export const msalNode: RealClient = {
  name: '@azure/msal-node',
  version: () => versionOf('@azure/msal-node'),
  async open(world) {
    const { clientId, clientSecret } = world.application
    return {
      metadata: () => tokenBy(world, { clientId, clientSecret }, `${world.origin}/${world.tenantId}`),
      'token by secret': () => tokenBy(world, { clientId, clientSecret }),
      async 'token by certificate'() {
        const { clientId, certificate } = world.own
        const { sha256: thumbprintSha256, privateKey } = certificate
        await tokenBy(world, { clientId, clientCertificate: { thumbprintSha256, privateKey } })
      },
      async 'token by password'() {
        const { clientId, ...credentials } = world.person
        const client = new PublicClientApplication({ auth: { clientId, authority: authorityOf(world) } })
        checkAccount(world, await client.acquireTokenByUsernamePassword({ scopes, ...credentials }))
      },
      ...people(world),
      async error() {
        const wrong = tokenBy(world, { clientId, clientSecret: 'a wrong secret' })
        const { errorCode, errorNo } = await errorOf(wrong)
        equal(errorCode, 'invalid_client')
        equal(String(errorNo), '7000215')
      },
    }
  },
}

/** Flows with a person at a browser. */
function people(world: World): Acts {
  const { clientId, clientSecret, publicRedirectUri: redirectUri, api } = world.own
  const authority = authorityOf(world)
  const client = new PublicClientApplication({ auth: { clientId, authority } })
  const byCode = async (wanted: string[]) => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    const request = { scopes: wanted, redirectUri }
    const url = await client.getAuthCodeUrl({
      ...request,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    })
    const code = (await signIn(world, url)).searchParams.get('code') ?? ''
    return client.acquireTokenByCode({ ...request, code, codeVerifier: verifier })
  }
  return {
    async 'token by code'() {
      checkAccount(world, await byCode([`${GRAPH}/User.Read`]))
    },
    async refresh() {
      const [account] = await client.getAllAccounts()
      ok(account)
      const before = world.cloud.calls.length
      const request = { account, scopes: [`${GRAPH}/User.Read`], forceRefresh: true }
      checkAccount(world, await client.acquireTokenSilent(request))
      notEqual(world.cloud.calls.length, before)
    },
    async 'token by device code'() {
      const clientId = world.person.clientId
      const device = new PublicClientApplication({ auth: { clientId, authority } })
      let confirmed: Promise<void> | undefined
      const result = await device.acquireTokenByDeviceCode({
        scopes,
        deviceCodeCallback: ({ verificationUri, userCode }) => {
          confirmed = confirmDevice(world, verificationUri, userCode)
        },
      })
      await confirmed
      checkAccount(world, result)
    },
    async 'on behalf of'() {
      const { accessToken: oboAssertion } = await byCode([api])
      const own = new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority } })
      checkAccount(world, await own.acquireTokenOnBehalfOf({ scopes: [`${GRAPH}/User.Read`], oboAssertion }))
    },
  }
}

const authorityOf = ({ tenantId }: World): string => `${LOGIN}/${tenantId}`

function checkAccount(world: World, result: AuthenticationResult | null): void {
  checkToken(world, result?.accessToken, 'person')
  equal(result?.account?.username, world.person.username)
  equal(result?.account?.tenantId, world.tenantId)
}

async function tokenBy(world: World, proof: Configuration['auth'], authority = authorityOf(world)) {
  const client = new ConfidentialClientApplication({ auth: { ...proof, authority } })
  const result = await client.acquireTokenByClientCredential({ scopes })
  checkToken(world, result?.accessToken, 'application')
}
