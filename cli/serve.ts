/** `casproof serve`: the mock on a socket, until somebody stops it. */
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { siteNamed } from '#cas-core/sites'
import {
  announce,
  announced,
  controlOf,
  deliverRegularly,
  type EndpointCertificate,
  endpointCertificate,
  homeDirectory,
  loadableFaults,
  loopbackNotifier,
  movableClock,
  openHome,
  openSmtp,
  randomIds,
  type Serving,
  type SmtpServing,
  type StartingCloud,
  serve,
  startingCloud,
  type TenantFacts,
} from '#mock-m365/serve'
import { printable, shellWord, writeFiles } from '#output'
import { outsideOf } from '#scenarios/outside'
import { exampleFor, productExampleFor } from './account-file.ts'
import { bytesOf } from './files.ts'
import { print, printJson, remark } from './print.ts'
import { refuseTogether } from './together.ts'

export interface ServeCommandOptions {
  /** Of HTTPS; 0 takes any free port. */
  readonly port?: number
  /** Port of the forward proxy; by default the one after the port of HTTPS. */
  readonly proxyPort?: number
  /** Address to listen on; loopback by default. */
  readonly host?: string
  /** One line of JSON instead of the start text. */
  readonly json?: boolean
  /** A customer's ScubaGear export to serve in place of the embedded tenants. */
  readonly state?: string
  /** How many more users the first embedded tenant gets. */
  readonly users?: number
  /** Serving site whose scanners take rerouted mail. */
  readonly site?: string
  /** Take mail over SMTP as well: at the edge, from mailboxes, and at the hosts outside. */
  readonly smtp?: boolean
  /** Of the edge; mailboxes submit at the next one. */
  readonly smtpPort?: number
  /** Certificate authorities (PEM) to trust at subscribers' endpoints, as well as the local one. */
  readonly webhookCa?: string
  /** Log requests, and the way of each message, on standard error. */
  readonly log?: boolean
}

const PORT = 8443
const SMTP_PORT = 2525
const STOP_POLL_MS = 50
/** Microsoft Graph Command Line Tools: a public client, with which an administrator signs in by name and password. */
const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/**
 * Ends the server that was started last with this home, as Ctrl-C in its own shell would. With `npx … &` the shell
 * does not know the process that serves. Resolves when it has ended.
 * @throws Error where none runs
 */
export async function stopCommand(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const directory = homeDirectory(env)
  const running = announced(directory)
  if (!running) throw new Error(`no server runs with ${directory}; casproof serve starts one`)
  const { pid, origin } = running
  process.kill(pid, 'SIGTERM')
  // It removes its announcement when it stops serving.
  while (announced(directory)?.pid === pid) await new Promise((done) => setTimeout(done, STOP_POLL_MS))
  print(`process ${pid} no longer serves ${origin}\n`)
}

/**
 * Serves until SIGINT or SIGTERM, and resolves when the door is closed.
 * @throws Error naming the problem and what to do: an export that cannot be read, a port that is taken, a home that
 *   cannot be written
 */
export async function serveCommand({
  port = PORT,
  proxyPort = nextTo(port),
  host,
  json = false,
  state,
  users,
  site = 'EU',
  smtp = false,
  smtpPort = SMTP_PORT,
  webhookCa,
  log = false,
}: ServeCommandOptions): Promise<void> {
  refuseTogether('--state', { state, users }, ['users'])
  siteNamed(site)
  const authorities = authoritiesIn(webhookCa)
  const stopped = new Promise<void>((stop) => {
    // A second signal must not cut the end short.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop())
  })
  const home = openHome(homeDirectory(process.env), Date.now())
  const start =
    state === undefined
      ? { users: users ?? 0 }
      : { state: { content: bytesOf(state, '--state'), source: state } }
  const clock = movableClock({ now: Date.now })
  const faults = loadableFaults()
  const surroundings = {
    clock,
    faults,
    ids: randomIds,
    key: home.signingKey,
    notify: loopbackNotifier([home.authority.certificatePem, ...authorities]),
  }
  const { cloud, tenants, notes } = await startingCloud(surroundings, start)
  const outside = outsideOf(site)
  const control = controlOf({ cloud, clock, faults, outside })
  const doors = { control, port, proxyPort, log, ...(host === undefined ? {} : { host }) }
  const serving = await serve({ cloud, home, ...doors }).catch((error) => {
    throw portTaken(error, '--port and --proxy-port') ?? hostUnknown(error, host) ?? error
  })
  const mail = smtp ? await openMail({ cloud, outside, home, port: smtpPort, log, serving }) : undefined
  const withdraw = announce(home, serving)
  const accounts = accountFiles(home.directory, { cloud, tenants }, site)
  const { origin, proxy, caFile } = serving
  const product = productExampleFor(tenants[0]?.applications ?? [], serving)
  writeFiles(home.directory, { 'product.json': product }, 'CASPROOF_HOME')
  const endpoint = endpointCertificate(home, Date.now())
  const { pid } = process
  if (json) {
    const smtpPlaces = mail ? { smtp: placesOf(mail) } : {}
    printJson({ origin, proxy, caFile, pid, endpoint, tenants, ...smtpPlaces })
  } else
    print(
      startText(serving, {
        tenants: printable(tenants.map((tenant) => ({ ...tenant, licences: licencesIn(cloud, tenant) }))),
        mail,
        account: accounts[0],
        endpoint,
      }),
    )
  for (const note of printable(notes)) remark(`note: ${note}`)
  // A server that a signal ends would not write the compile cache for the next start.
  flushCompileCache()
  const stopDelivery = deliverRegularly(cloud, { outside })
  await stopped
  stopDelivery()
  await Promise.all([serving.close(), mail?.close()])
  withdraw()
}

/** @throws Error where the file holds none */
function authoritiesIn(file: string | undefined): string[] {
  if (file === undefined) return []
  const text = Buffer.from(bytesOf(file, '--webhook-ca')).toString('latin1')
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  if (!found) throw new Error(`--webhook-ca: ${file} holds no certificate in PEM`)
  return found
}

interface MailOptions extends Pick<Parameters<typeof openSmtp>[0], 'cloud' | 'outside' | 'port'> {
  readonly home: ReturnType<typeof openHome>
  readonly log: boolean
  /** Closes the server again if mail cannot be served. */
  readonly serving: Serving
}

async function openMail({ home, log, serving, port, ...world }: MailOptions): Promise<SmtpServing> {
  const { picture, words } = await import('#mock-m365')
  const onTrace: Parameters<typeof openSmtp>[0]['onTrace'] = (trace) => {
    const shown = printable(trace)
    remark([...picture(shown), '', ...words(shown)].join('\n'))
  }
  const { authority } = home
  const ports = { port, submissionPort: nextTo(port) }
  return openSmtp({ ...world, ...ports, authority, ...(log ? { onTrace } : {}) }).catch(async (error) => {
    await serving.close()
    throw portTaken(error, '--smtp-port') ?? error
  })
}

const placesOf = ({ edge, submission, outside }: SmtpServing) => ({ edge, submission, outside })

/** Any free one where HTTPS takes any, too. */
const nextTo = (port: number): number => (port === 0 || port === 65_535 ? 0 : port + 1)

/** For `casproof stage`, by the name of each tenant's default domain. */
function accountFiles(
  directory: string,
  { cloud, tenants }: Pick<StartingCloud, 'cloud' | 'tenants'>,
  site: string,
): string[] {
  const files = tenants.map((tenant) => {
    const [found] = cloud.tenants.get(tenant.tenantId)?.find('domains', 'isDefault', true) ?? []
    const domain = String(found?.id ?? '')
    const name = /^[a-z0-9][a-z0-9.-]*$/i.test(domain) ? domain : tenant.tenantId
    return [`${name}.json`, exampleFor(tenant, site)] as const
  })
  return writeFiles(join(directory, 'accounts'), Object.fromEntries(files), 'CASPROOF_HOME')
}

/** The tenant's licences by the names that Graph lists. PIM needs AAD_PREMIUM_P2. */
const licencesIn = (cloud: StartingCloud['cloud'], { tenantId }: TenantFacts): string[] =>
  cloud.tenants
    .get(tenantId)
    ?.list('subscribedSkus')
    .map(({ skuPartNumber }) => String(skuPartNumber)) ?? []

/** Error codes for an address of another machine, or for text that is not an address. */
function hostUnknown(error: unknown, host = ''): Error | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'EINVAL'].includes(code)) return undefined
  return new Error(
    `--host: "${host}" is not an address of this machine (${code}); leave it out for 127.0.0.1, or give 0.0.0.0 for all`,
  )
}

/** Node's error says which port it was. */
function portTaken(error: unknown, options: string): Error | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return undefined
  const taken = 'port' in error ? `port ${error.port}` : 'a port'
  return new Error(`${taken} is taken; choose others with ${options}, or 0 for any`)
}

interface Told {
  readonly tenants: readonly (TenantFacts & { readonly licences: readonly string[] })[]
  readonly mail: SmtpServing | undefined
  /** An account file. */
  readonly account: string | undefined
  readonly endpoint: EndpointCertificate
}

function startText(
  { origin, proxy, caFile }: Serving,
  { tenants, mail, account: file, endpoint }: Told,
): string {
  const lines = [
    `casproof serves a mock Microsoft 365 on ${origin} (Ctrl-C or casproof serve --stop ends process ${process.pid})`,
    '',
    `  trust it   export NODE_EXTRA_CA_CERTS=${shellWord(caFile)}`,
    `  by proxy   eval "$(npx casproof env)"   then programs reach it under Microsoft's own names, by ${proxy}`,
  ]
  if (mail) {
    lines.push(
      `  mail       ${mail.edge} for servers, ${mail.submission} for mailboxes (STARTTLS, AUTH LOGIN)`,
    )
    for (const { name, address } of mail.outside) lines.push(`             ${address} is ${name}`)
  }
  const [first] = tenants
  const account =
    first?.accounts.find(({ roles }) => roles.includes('Global Administrator')) ?? first?.accounts[0]
  if (first && account) lines.push(`  a token    ${tokenCommand(origin, caFile, first.tenantId, account)}`)
  if (file)
    lines.push(
      `  an account ${shellWord(file)}   and others next to it, for casproof stage (its --help says how)`,
    )
  lines.push(
    `  webhooks   an endpoint of yours on this machine shows ${shellWord(endpoint.certFile)}, key ${shellWord(endpoint.keyFile)}`,
  )
  for (const { tenantId, displayName, domains, licences, accounts } of tenants) {
    const bought = licences.length > 0 ? licences.join(', ') : 'no licence'
    lines.push('', `${displayName}   ${tenantId}   ${domains.join(', ')}   ${bought}`)
    for (const { userPrincipalName, password, roles } of accounts)
      lines.push(`  ${userPrincipalName}   ${password}   ${roles.join(', ') || 'no role'}`)
  }
  if (first) lines.push('', 'Applications, after consent in a tenant')
  for (const { displayName, purpose, clientId, clientSecret } of first?.applications ?? [])
    lines.push(`  ${displayName}, ${purpose}   ${clientId}   ${clientSecret}`)
  return `${lines.join('\n')}\n`
}

type Account = TenantFacts['accounts'][number]

function tokenCommand(
  origin: string,
  caFile: string,
  tenantId: string,
  { userPrincipalName, password }: Account,
): string {
  const fields = {
    grant_type: 'password',
    client_id: PUBLIC_CLIENT_ID,
    username: userPrincipalName,
    password,
    scope: 'https://graph.microsoft.com/.default',
  }
  const form = Object.entries(fields).map(([name, value]) => `-d ${shellWord(`${name}=${value}`)}`)
  return `curl --cacert ${shellWord(caFile)} ${origin}/${tenantId}/oauth2/v2.0/token ${form.join(' ')}`
}
