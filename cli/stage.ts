/** `casproof stage`: one stage on one tenant, over the real network: a served mock, or the cloud. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { pino } from 'pino'
import {
  fileJournal,
  type InlineService,
  inlineService,
  network,
  type Settings,
  type StageResult,
} from '#cas-core'
import { textOf } from './files.ts'

type StageName = 'consent-url' | 'accept-consent' | 'provision' | 'synchronize' | 'deprovision' | 'clean-up'

export interface StageCommandOptions {
  /** JSON file with the account's settings. */
  readonly account: string
  /** File that remembers what was done; made where it is missing. */
  readonly journal: string
  readonly purpose: 'mail flow' | 'data sync'
  /** URL to which the browser was sent after consent. */
  readonly callback?: string
  /** Administrator who cleans up; the password is read from CASPROOF_PASSWORD. */
  readonly username?: string
  readonly ca?: string
  readonly proxy?: string
  /** `host:port` to which every connection goes. */
  readonly connectTo?: string
  readonly json?: boolean
}

/** Sets the exit code: 0 where the stage is done, 1 where it is not. */
export async function stageCommand(name: StageName, options: StageCommandOptions): Promise<void> {
  const settings = settingsIn(options.account)
  const ca = options.ca ? { ca: authorityIn(options.ca) } : {}
  const journal = fileJournal(options.journal)
  const wire = network({
    ...ca,
    ...(options.proxy ? { proxy: options.proxy } : {}),
    ...(options.connectTo ? { connectTo: addressOf(options.connectTo) } : {}),
  })
  const log = pino({ level: process.env.CASPROOF_LOG ?? 'warn' }, pino.destination(2))
  const clock = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }
  try {
    const service = inlineService(
      { clock, ids: { uuid: randomUUID }, fetch: wire.fetch, journal, log },
      settings,
    )
    const result = await play(service, name, options)
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : linesOf(result))
    process.exitCode = result.outcome === 'done' ? 0 : 1
  } finally {
    journal.close()
    await wire.close()
  }
}

/** One person runs one consent at a time, so that its state may stand in the settings' place. */
const STATE = 'casproof-stage'

async function play(
  service: InlineService,
  name: StageName,
  options: StageCommandOptions,
): Promise<StageResult> {
  const { purpose, callback, username } = options
  if (name === 'consent-url') return said(service.consentUrl(purpose, STATE))
  if (name === 'accept-consent') return service.acceptConsent(purpose, needed(callback, '--callback'), STATE)
  if (name !== 'clean-up') return service[name]()
  const password = needed(process.env.CASPROOF_PASSWORD, 'CASPROOF_PASSWORD')
  return service.cleanUp({ username: needed(username, '--username'), password })
}

const said = (message: string): StageResult => ({
  outcome: 'done',
  message,
  done: [],
  obstacles: [],
  activities: [],
})

function needed(value: string | undefined, name: string): string {
  if (!value) throw new Error(`${name} is needed for this stage`)
  return value
}

const linesOf = ({ outcome, message, done, activities }: StageResult): string =>
  [...done, ...activities, outcome === 'done' ? message : `${outcome}: ${message}`]
    .map((line) => `${line}\n`)
    .join('')

const TEXTS = ['tenantId', 'site', 'directions', 'vendorKey'] as const

/** @throws Error naming file, property and what belongs there */
function settingsIn(file: string): Settings {
  const text = textOf(file)
  let settings: Record<string, unknown>
  try {
    settings = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`)
  }
  for (const name of TEXTS)
    if (typeof settings?.[name] !== 'string') throw new Error(`${file}: "${name}" is to be text`)
  const application = Object(settings.application)
  for (const name of ['clientId', 'clientSecret', 'redirectUri'])
    if (typeof application[name] !== 'string') throw new Error(`${file}: "application.${name}" is to be text`)
  if (!Array.isArray(settings.policies)) throw new Error(`${file}: "policies" is to be a list`)
  return settings as unknown as Settings
}

/** @throws Error naming option, file and mend, where there is no certificate to be had from it */
function authorityIn(file: string): string {
  const text = readable(file)
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`--ca: ${file} holds no certificate in PEM; ${OWN_AUTHORITY}`)
  return text
}

const OWN_AUTHORITY = 'casproof serve prints where its own is'

function readable(file: string): string {
  try {
    return textOf(file)
  } catch (error) {
    throw new Error(`--ca: ${error instanceof Error ? error.message : error}; ${OWN_AUTHORITY}`)
  }
}

function addressOf(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (!host) throw new Error(`--connect-to takes host:port, not "${text}"`)
  return { host, port: Number(port) }
}
