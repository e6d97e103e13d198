import { equal, ok } from 'node:assert/strict'
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
import { checkEveryone, checkPresence, checkToken, errorOf } from '../expectations.ts'
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
      ...resources(world, async () => ({
        client: await configured(clientSecret),
        token: (await tokenBySecret(clientSecret)).access_token,
      })),
    }
  },
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
