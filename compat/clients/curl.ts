import { equal, ok } from 'node:assert/strict'
import { constants, createHash, randomBytes, randomUUID, sign } from 'node:crypto'
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
import { checkEveryone, checkPerson, checkPresence, checkToken } from '../expectations.ts'
import { confirmDevice, signIn } from '../person.ts'
import { run } from '../program.ts'

/** Knows the proxy and the CA from its environment; everything else is said on its command line. */
export const curl: RealClient = {
  name: 'curl',
  async version() {
    const surroundings = { environment: { PATH: process.env.PATH ?? '' }, folder: process.cwd() }
    const told = await run('curl', ['--version'], surroundings).catch(() => undefined)
    return told && /^curl (\S+)/.exec(told.out)?.[1]
  },
  async open(world) {
    const { clientId, clientSecret } = world.application
    const bySecret = { grant_type: 'client_credentials', client_id: clientId, scope: GRAPH_DEFAULT }
    let token = ''
    let id: unknown
    const graph = (path: string, ...more: string[]) =>
      asked(
        world,
        path.startsWith('https:') ? path : `${GRAPH}/v1.0${path}`,
        '-H',
        `Authorization: Bearer ${token}`,
        ...more,
      )
    return {
      async metadata() {
        const { body } = await asked(world, `${LOGIN}/${world.domain}/v2.0/.well-known/openid-configuration`)
        equal(body.issuer, `${LOGIN}/${world.tenantId}/v2.0`)
      },
      async 'token by secret'() {
        token = await tokenFor(world, { ...bySecret, client_secret: clientSecret })
        checkToken(world, token, 'application')
      },
      async 'token by certificate'() {
        const form = { grant_type: 'client_credentials', scope: GRAPH_DEFAULT, ...assertionOf(world) }
        checkToken(world, await tokenFor(world, form), 'application')
      },
      async 'token by password'() {
        const { clientId: client_id, ...credentials } = world.person
        const form = { grant_type: 'password', client_id, scope: GRAPH_DEFAULT, ...credentials }
        checkToken(world, await tokenFor(world, form), 'person')
      },
      ...people(world),
      async 'list and next page'() {
        const names: unknown[] = []
        let next: string | undefined = `/users?$top=${PAGE_SIZE}&$select=userPrincipalName`
        while (next) {
          const { body } = await graph(next)
          names.push(...body.value.map((user: { userPrincipalName: unknown }) => user.userPrincipalName))
          next = body['@odata.nextLink']
        }
        checkEveryone(world, names)
      },
      async get() {
        const { body } = await graph(`/users/${world.person.username}`)
        equal(body.userPrincipalName, world.person.username)
      },
      async create() {
        const draft = { displayName: 'curl', mailNickname: 'curl', mailEnabled: false, securityEnabled: true }
        const made = await graph('/groups', '--json', JSON.stringify(draft))
        equal(made.status, 201)
        id = made.body.id
        checkPresence(world, 'groups', id, true)
      },
      async delete() {
        equal((await graph(`/groups/${id}`, '-X', 'DELETE')).status, 204)
        checkPresence(world, 'groups', id, false)
      },
      async error() {
        const { status, body } = await graph(`/users/${NOBODY}`)
        equal(status, 404)
        equal(body.error.code, 'Request_ResourceNotFound')
        const elsewhere = await run('curl', ['-sS', 'https://example.com/'], world)
        ok(elsewhere.code !== 0 && elsewhere.err.includes('502'))
      },
    }
  },
}

/** Signed beforehand, as a script would do it with openssl. https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
function assertionOf({ tenantId, own: { clientId, certificate } }: World) {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const header = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': Buffer.from(certificate.sha256, 'hex').toString('base64url'),
  }
  const aud = `${LOGIN}/${tenantId}/oauth2/v2.0/token`
  const claims = { aud, iss: clientId, sub: clientId, jti: randomUUID(), nbf: now, exp: now + 600 }
  const input = `${encoded(header)}.${encoded(claims)}`
  const key = { key: certificate.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return {
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`,
  }
}

/** Flows with a person at a browser, step by step. */
function people(world: World): Acts {
  const { clientId, clientSecret, redirectUri, publicRedirectUri, api } = world.own
  const lines = `${LOGIN}/${world.tenantId}/oauth2/v2.0`
  const byCode = async (scope: string, redirect_uri: string, secret: Record<string, string>) => {
    const verifier = randomBytes(32).toString('base64url')
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const asked = { client_id: clientId, response_type: 'code', redirect_uri, scope }
    const pkce = { code_challenge, code_challenge_method: 'S256' }
    const back = await signIn(world, `${lines}/authorize?${new URLSearchParams({ ...asked, ...pkce })}`)
    const code = back.searchParams.get('code') ?? ''
    const grant = { grant_type: 'authorization_code', client_id: clientId, redirect_uri, code }
    return answerFor(world, { ...grant, code_verifier: verifier, ...secret })
  }
  let tokens: Record<string, string> = {}
  return {
    async 'token by code'() {
      tokens = await byCode(`openid profile offline_access ${GRAPH}/User.Read`, publicRedirectUri, {})
      checkToken(world, tokens.access_token, 'person')
    },
    async refresh() {
      const { refresh_token = '' } = tokens
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token }
      checkToken(world, (await answerFor(world, form)).access_token, 'person')
    },
    async 'token by device code'() {
      const form = { client_id: world.person.clientId, scope: GRAPH_DEFAULT }
      const { body } = await asked(world, `${lines}/devicecode`, ...fieldsOf(form))
      const grant = 'urn:ietf:params:oauth:grant-type:device_code'
      const poll = { grant_type: grant, client_id: form.client_id, device_code: body.device_code }
      equal((await answerFor(world, poll)).error, 'authorization_pending')
      await confirmDevice(world, body.verification_uri, body.user_code)
      checkToken(world, await tokenFor(world, poll), 'person')
    },
    async 'on behalf of'() {
      const secret = { client_secret: clientSecret }
      const { access_token: assertion = '' } = await byCode(`openid ${api}`, redirectUri, secret)
      const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
      const form = {
        grant_type,
        client_id: clientId,
        ...secret,
        assertion,
        requested_token_use: 'on_behalf_of',
      }
      checkToken(world, await tokenFor(world, { ...form, scope: `${GRAPH}/User.Read` }), 'person')
    },
    async userinfo() {
      const { body } = await asked(
        world,
        `${GRAPH}/oidc/userinfo`,
        '-H',
        `Authorization: Bearer ${tokens.access_token}`,
      )
      checkPerson(world, body)
    },
  }
}

const fieldsOf = (form: Readonly<Record<string, string>>): string[] =>
  Object.entries(form).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])

const answerFor = async (
  world: World,
  form: Readonly<Record<string, string>>,
): Promise<Record<string, string>> =>
  (await asked(world, `${LOGIN}/${world.tenantId}/oauth2/v2.0/token`, ...fieldsOf(form))).body

async function tokenFor(world: World, form: Readonly<Record<string, string>>): Promise<string> {
  return (await answerFor(world, form)).access_token ?? ''
}

async function asked(world: World, url: string, ...more: string[]) {
  const { code, out, err } = await run('curl', ['-sS', '-g', '-w', '\n%{http_code}', ...more, url], world)
  equal(code, 0, err)
  const end = out.lastIndexOf('\n')
  const text = out.slice(0, end)
  return { status: Number(out.slice(end + 1)), body: text === '' ? {} : JSON.parse(text) }
}
