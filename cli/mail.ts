/** `casproof mail`: sends a message through a tenant and shows its way, as a drawing and in words. */
import { request } from 'undici'
import { siteNamed } from '#cas-core/sites'
import { readJson } from '#input'
import {
  type Composed,
  type FatePlace,
  GATEWAY_LIST,
  type Gateway,
  picture,
  type Trace,
  words,
} from '#mock-m365'
import { announced, homeDirectory } from '#mock-m365/serve/running'
import { printable } from '#output'
import { type MailOptions, sendMail } from '#scenarios'
import { bytesOf, textOf } from './files.ts'
import { print, printJson, remark } from './print.ts'
import { refuseTogether } from './together.ts'

export interface MailCommandOptions {
  readonly from: string
  readonly to: readonly string[]
  readonly subject?: string
  readonly header?: readonly string[]
  readonly body?: string
  readonly ip?: string
  readonly helo?: string
  readonly certificate?: readonly string[]
  /** False for a server that SPF does not permit. */
  readonly spf: boolean
  readonly dmarc?: NonNullable<Composed['dmarc']>
  readonly state?: string
  /** A file of gateways outside. */
  readonly gateways?: string
  /** Defaults: `plain`, `EU`, `all` and `provision`. */
  readonly world?: string
  readonly site?: string
  readonly policies?: MailOptions['policies']
  readonly after?: MailOptions['after']
  /** Send it through the running server. */
  readonly served?: boolean
  /** Where every copy is to end. */
  readonly expect?: FatePlace
  readonly json?: boolean
}

interface Shown extends Pick<Trace, 'steps' | 'fates'> {
  readonly words: readonly string[]
  readonly picture: readonly string[]
  /** Stages of the product that did not finish. */
  readonly unfinished?: readonly string[]
}

/** Options that choose tenant and state. They do not apply to the running server, which has its own. */
const CHOICES = ['world', 'state', 'after', 'policies', 'site', 'gateways'] as const

/**
 * Sets the exit code: 1 if a copy ends elsewhere than expected or loops, or if the product did not
 * finish the stage that was asked for.
 */
export async function mailCommand(options: MailCommandOptions): Promise<void> {
  const { expect, json = false, served = false } = options
  refuseTogether('--served', options, CHOICES)
  refuseTogether('--state', options, ['world'])
  const shown = served ? await throughServer(mailIn(options)) : await throughState(options)
  const { unfinished = [] } = shown
  if (unfinished.length > 0)
    remark(
      `NOT AS ASKED: the product did not finish this stage, and the picture shows the tenant without it: ${unfinished.join('; ')}`,
    )
  if (json) printJson(shown)
  else print(`${[...shown.picture, '', ...shown.words].join('\n')}\n`)
  const wrong = shown.fates.filter(({ fate, looped }) => looped || (expect !== undefined && fate !== expect))
  for (const { recipient, fate, looped } of wrong)
    remark(`${recipient}: ${looped ? 'goes round in circles' : `${fate}, not ${expect}`}`)
  process.exitCode = wrong.length + unfinished.length > 0 ? 1 : 0
}

const mailIn = ({
  from,
  to,
  subject,
  header,
  body,
  ip,
  helo,
  certificate,
  spf,
  dmarc,
}: MailCommandOptions): Composed => ({
  from,
  to,
  spf,
  ...(subject === undefined ? {} : { subject }),
  ...(header === undefined ? {} : { headers: header }),
  ...(body === undefined ? {} : { body }),
  ...(ip === undefined ? {} : { ip }),
  ...(helo === undefined ? {} : { helo }),
  ...(certificate === undefined ? {} : { certificate }),
  ...(dmarc === undefined ? {} : { dmarc }),
})

async function throughState(options: MailCommandOptions): Promise<Shown> {
  const { state, world = 'plain', site = 'EU', policies = 'all', after = 'provision', gateways } = options
  siteNamed(site)
  const tenant = state === undefined ? { world } : { content: bytesOf(state, '--state'), source: state }
  const { trace, notes, unfinished } = printable(
    await sendMail({
      tenant,
      site,
      policies,
      after,
      mail: mailIn(options),
      ...(gateways === undefined ? {} : { gateways: gatewaysIn(gateways) }),
    }),
  )
  for (const note of notes) remark(`note: ${note}`)
  const { steps, fates } = trace
  return { steps, fates, words: words(trace), picture: picture(trace), unfinished }
}

/** @throws InputError naming file, place and mend */
function gatewaysIn(file: string): readonly Gateway[] {
  const mend = 'casproof mail --help has an example'
  return readJson(GATEWAY_LIST, textOf(file, '--gateways'), { name: `--gateways: ${file}`, mend })
}

/** The tenant with the domain of a recipient, or of the sender. @throws Error if no tenant of the server has one */
async function throughServer(mail: Composed): Promise<Shown> {
  const directory = homeDirectory(process.env)
  const server = announced(directory)
  if (!server) throw new Error(`no server runs with the home ${directory}; start one with casproof serve`)
  const { Agent } = await import('undici')
  const dispatcher = new Agent({ connect: { ca: textOf(server.caFile) } })
  try {
    const domains = new Set([mail.from, ...mail.to].map((one) => one.slice(one.lastIndexOf('@') + 1)))
    for (const domain of [...domains].reverse()) {
      const answer = await request(`${server.origin}/_casproof/tenants/${encodeURIComponent(domain)}/mail`, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(mail),
      })
      const said = (await answer.body.json()) as Shown & { error?: { message: string } }
      if (answer.statusCode === 200) return printable(said)
      if (answer.statusCode !== 404)
        throw new Error(said.error?.message ?? `the server answers ${answer.statusCode}`)
    }
  } finally {
    await dispatcher.close()
  }
  throw new Error('no tenant of the running server has a domain of the sender or of a recipient')
}
