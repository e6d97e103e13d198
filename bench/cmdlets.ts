/** (h) Cmdlets over HTTPS: casproof serve next to a fastify that sends ready bytes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contest } from './contest.ts'
import { requestText } from './load.ts'
import { type Bench, type Row, undisturbed } from './measurement.ts'
import { type Served, served, sharedHome } from './served.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

/** Of Exchange's own module, which every tenant knows. */
const CLIENT_ID = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'
const SCOPE = 'https://outlook.office365.com/.default'
const GOAL = 0.4
/** As many as the product leaves in a tenant. */
const CONNECTORS = 3

export const cmdlets: Bench = {
  name: 'cmdlets',
  async run() {
    const home = sharedHome()
    const started: ServerProcess[] = []
    try {
      const casproof = await served(home, 0)
      started.push(casproof.server)
      const headers = { authorization: await exchangeToken(casproof), 'content-type': 'application/json' }
      const path = `/adminapi/beta/${casproof.tenantId}/InvokeCommand`
      const text = (body: string) => requestText('POST', path, headers, body)
      const run = (body: string) => casproof.ask('POST', path, JSON.parse(body), headers.authorization)
      for (let i = 0; i < CONNECTORS; i++)
        await run(bodyOf('New-InboundConnector', { Name: `Connector ${i}`, SenderDomains: '*' }))
      const read = bodyOf('Get-InboundConnector')
      const ready: string[] = []
      for (const [i, body] of [read, setting(0)].entries()) {
        const file = join(home.directory, `cmdlet-${i}.json`)
        writeFileSync(file, await run(body))
        ready.push(file)
      }
      const bare = await serverProcess(
        [fileURLToPath(new URL('./rivals/sending-fastify.ts', import.meta.url)), ...ready],
        home.directory,
      )
      started.push(bare)
      const reading = text(read)
      // Each changes what the one before has set, so that every one of them is written.
      const writing = [1, 2, 3, 4, 5].map((i) => text(setting(i)))
      const plain = [
        requestText('POST', '/0', headers, read),
        requestText('POST', '/1', headers, setting(0)),
      ] as const
      const times = await contest(
        {
          'bare read': { server: bare, text: () => plain[0] },
          read: { server: casproof.server, text: () => reading },
          'bare write': { server: bare, text: () => plain[1] },
          write: { server: casproof.server, text: (i) => writing[i % writing.length] ?? '' },
        },
        home.ca,
      )
      return [
        ...rowsOf('Get-InboundConnector, three of them', times['bare read'], times.read),
        ...rowsOf('Set-HostedConnectionFilterPolicy', times['bare write'], times.write),
      ]
    } finally {
      for (const server of started) await server.stop()
      home.remove()
    }
  },
}

const bodyOf = (CmdletName: string, Parameters: object = {}): string =>
  JSON.stringify({ CmdletInput: { CmdletName, Parameters } })

const setting = (i: number): string =>
  bodyOf('Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPAllowList: [`203.0.113.${i}`] })

/** `Bearer …` of the same administrator, for Exchange. */
async function exchangeToken({ ask, tenantId, credentials }: Served): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'password',
    client_id: CLIENT_ID,
    ...credentials,
    scope: SCOPE,
  })
  const { access_token } = JSON.parse(await ask('POST', `/${tenantId}/oauth2/v2.0/token`, `${form}`, ''))
  return `Bearer ${access_token}`
}

type Times = readonly number[]

function rowsOf(what: string, bare: Times, own: Times): Row[] {
  return [
    {
      measurement: `${what} by bare fastify over HTTPS, ready bytes`,
      value: 1e6 / undisturbed(bare),
      unit: 'cmdlets/s',
    },
    {
      measurement: '  by casproof serve over HTTPS, all checks done, against it',
      value: 1e6 / undisturbed(own),
      unit: 'cmdlets/s',
      ratio: undisturbed(bare) / undisturbed(own),
      goal: { at: 'least', bound: GOAL },
    },
  ]
}
