import { equal, ok } from 'node:assert/strict'
import { GRAPH, GRAPH_DEFAULT, LOGIN, NOBODY, PAGE_SIZE, type RealClient, type World } from '../client.ts'
import { checkEveryone, checkPresence, checkToken } from '../expectations.ts'
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
      async 'token by password'() {
        const { clientId: client_id, ...credentials } = world.person
        const form = { grant_type: 'password', client_id, scope: GRAPH_DEFAULT, ...credentials }
        checkToken(world, await tokenFor(world, form), 'person')
      },
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

async function tokenFor(world: World, form: Readonly<Record<string, string>>): Promise<string> {
  const fields = Object.entries(form).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`])
  return (await asked(world, `${LOGIN}/${world.tenantId}/oauth2/v2.0/token`, ...fields)).body.access_token
}

async function asked(world: World, url: string, ...more: string[]) {
  const { code, out, err } = await run('curl', ['-sS', '-g', '-w', '\n%{http_code}', ...more, url], world)
  equal(code, 0, err)
  const end = out.lastIndexOf('\n')
  const text = out.slice(0, end)
  return { status: Number(out.slice(end + 1)), body: text === '' ? {} : JSON.parse(text) }
}
