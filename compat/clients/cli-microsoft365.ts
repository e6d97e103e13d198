import { equal, match, ok } from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NOBODY, type RealClient, type World } from '../client.ts'
import { checkEveryone, checkPresence, checkToken } from '../expectations.ts'
import { confirmDevice } from '../person.ts'
import { run } from '../program.ts'

const FOLDER = new URL('../apart/node_modules/@pnp/cli-microsoft365/', import.meta.url)

/** CLI for Microsoft 365, https://pnp.github.io/cli-microsoft365: no setting of its own names a host. */
export const cliMicrosoft365: RealClient = {
  name: '@pnp/cli-microsoft365',
  async version() {
    const file = new URL('package.json', FOLDER)
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
  },
  lacks: {
    metadata: 'its MSAL knows the endpoints of the hosts that it is built for',
    'token by code': "it opens the system's own browser for that",
  },
  async open(world) {
    const { clientId, clientSecret } = world.application
    await m365(world, 'cli config set --key disableTelemetry --value true')
    let id = ''
    return {
      async 'token by secret'() {
        await signIn(world, 'secret', ['--appId', clientId, '--secret', clientSecret])
        checkToken(world, await token(world), 'application')
      },
      async 'token by certificate'() {
        const { clientId, certificate } = world.own
        const file = join(world.folder, 'own.pem')
        writeFileSync(file, certificate.pem, { mode: 0o600 })
        const proof = ['--certificateFile', file, '--thumbprint', certificate.sha1]
        await signIn(world, 'certificate', ['--appId', clientId, ...proof])
        checkToken(world, await token(world), 'application')
      },
      async 'token by password'() {
        const { username, password, clientId: appId } = world.person
        await signIn(world, 'password', ['--appId', appId, '--userName', username, '--password', password])
        checkToken(world, await token(world), 'person')
      },
      async refresh() {
        const before = world.cloud.calls.length
        checkToken(world, await token(world, '--new'), 'person')
        ok(world.cloud.calls.length > before)
      },
      async 'token by device code'() {
        // Apart from the other acts, which go on meanwhile and sign in otherwise.
        const apart = homeIn(world, 'device')
        let confirmed: Promise<void> | undefined
        const heard = (said: string) => {
          const [, page, code] = /open the page (\S+) and enter the code (\S+)/.exec(said) ?? []
          if (page && code) confirmed ??= confirmDevice(world, page, code)
        }
        await signIn(apart, 'deviceCode', ['--appId', world.person.clientId], heard)
        await confirmed
        checkToken(world, await token(apart), 'person')
      },
      async 'list and next page'() {
        const users = await m365(world, 'entra user list --properties userPrincipalName')
        checkEveryone(
          world,
          users.map((user: { userPrincipalName: unknown }) => user.userPrincipalName),
        )
      },
      async get() {
        const user = await m365(world, `entra user get --userName ${world.person.username}`)
        equal(user.userPrincipalName, world.person.username)
      },
      async create() {
        id = (await m365(world, 'entra group add --displayName m365 --mailNickname m365 --type security')).id
        checkPresence(world, 'groups', id, true)
      },
      async delete() {
        await m365(world, `entra group remove --id ${id} --force`)
        checkPresence(world, 'groups', id, false)
      },
      async error() {
        const { code, err } = await started(world, `entra user get --id ${NOBODY}`.split(' '))
        equal(code, 1)
        match(err, new RegExp(`Resource '${NOBODY}' does not exist`))
      },
    }
  },
}

/** It ends well even where it could not sign in, and is then connected as nobody. */
async function signIn(
  world: World,
  authType: string,
  options: readonly string[],
  heard?: (said: string) => void,
): Promise<void> {
  await m365(world, `login --authType ${authType} --tenant ${world.tenantId}`, options, heard)
  const { connectedAs } = await m365(world, 'status')
  match(String(connectedAs), /\S/)
}

const token = (world: World, ...options: string[]) =>
  m365(world, 'util accesstoken get --resource https://graph.microsoft.com', options)

/** A world in which nobody has signed in yet. */
function homeIn(world: World, name: string): World {
  const folder = join(world.folder, name)
  mkdirSync(folder)
  return { ...world, folder, environment: { ...world.environment, HOME: folder } }
}

async function m365(
  world: World,
  command: string,
  options: readonly string[] = [],
  heard?: (said: string) => void,
) {
  const args = [...command.split(' '), ...options, '--output', 'json']
  const { code, out, err } = await started(world, args, heard)
  equal(code, 0, err || out)
  return out.trim() === '' ? {} : JSON.parse(out)
}

function started(world: World, args: readonly string[], heard?: (said: string) => void) {
  const environment = { ...world.environment, NO_UPDATE_NOTIFIER: '1', CLIMICROSOFT365_NOUPDATE: '1' }
  const program = fileURLToPath(new URL('dist/index.js', FOLDER))
  return run(process.execPath, [program, ...args], { ...world, environment }, heard)
}
