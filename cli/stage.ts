/** `casproof stage`: one stage on one tenant over the real network, against a served mock or the cloud. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import {
  type InlineService,
  inlineService,
  type Log,
  memoryStore,
  type Settings,
  type StageResult,
  settingsFrom,
  sqliteStore,
} from '#cas-core'
import { printable, terminalLine } from '#output'
import { bytesOf } from './files.ts'
import { type NetworkOptions, networkFor, OWN_AUTHORITY } from './network-options.ts'
import { print, printJson, remark } from './print.ts'

type StageName =
  | 'consent-url'
  | 'accept-consent'
  | 'set-policies'
  | 'provision'
  | 'synchronize'
  | 'deprovision'
  | 'clean-up'
type Purpose = 'mail flow' | 'data sync'

export interface StageCommandOptions extends NetworkOptions {
  /** JSON file with the account's settings. */
  readonly account: string
  /** SQLite file that remembers what was done; made where it is missing. */
  readonly journal: string
  readonly purpose: Purpose
  /** URL to which the browser was sent after consent. */
  readonly callback?: string
  /** Administrator who cleans up; the password is read from CASPROOF_PASSWORD. */
  readonly username?: string
  readonly json?: boolean
}

/**
 * Sets the exit code: 0 if the stage is done, 1 if it is not.
 * @throws Error naming option or place in the account file, and the mend, before the journal is made
 */
export async function stageCommand(name: StageName, options: StageCommandOptions): Promise<void> {
  const account = bytesOf(options.account, '--account')
  const settings = settingsFrom(account, options.account, 'casproof stage --help has an example')
  const play = playOf(name, options, settings)
  const wire = networkFor(options)
  // the address follows from the settings alone
  const journal = name === 'consent-url' ? undefined : options.journal
  try {
    await withAccount(
      { settings, journal, fetch: wire.fetch, log: logOf(options.json === true) },
      async (service) => {
        const result = await play(service)
        if (options.json) printJson(result)
        else print(linesOf(printable(result)))
        process.exitCode = result.outcome === 'done' ? 0 : 1
      },
    )
  } finally {
    await wire.close()
  }
}

interface OpenAccount {
  readonly settings: Settings
  /** SQLite file; without one nothing is remembered. */
  readonly journal: string | undefined
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
}

/** The account over its journal, for as long as it is used. */
export async function withAccount(
  { settings, journal, fetch, log }: OpenAccount,
  use: (service: InlineService) => Promise<void>,
): Promise<void> {
  const clock = { now: Date.now, sleep: (ms: number) => setTimeout<void>(ms) }
  const store = journal === undefined ? memoryStore() : sqliteStore(journal, ACCOUNT_NAME, clock.sleep)
  const ids = { uuid: randomUUID }
  const worker = `process ${process.pid}`
  try {
    await use(inlineService({ ...store.of(ACCOUNT_NAME), clock, ids, fetch, log, worker }, settings))
  } finally {
    await store.close()
  }
}

/** Prints each step when it happens, so that a long stage does not look dead. Failures are always printed. */
function logOf(json: boolean): Log {
  const printStep = (_fields: object, sentence: string) =>
    remark(`casproof: ${terminalLine(sentence.replaceAll(/\s+/g, ' '))}`)
  return { info: json ? () => undefined : printStep, warn: printStep }
}

/** Name in the store of the one account that a file has here. */
const ACCOUNT_NAME = 'inline'

type Play = (service: InlineService) => Told | Promise<StageResult>

/** The operation, with everything that it needs. @throws Error if an option is missing */
function playOf(
  name: StageName,
  options: StageCommandOptions,
  { application, policies = [] }: Settings,
): Play {
  const { purpose, callback, username } = options
  if (name === 'consent-url') return (service) => said(service.consentUrl(purpose, stateOf(purpose)))
  if (name === 'accept-consent') {
    const url = callbackIn(needed(callback, '--callback <url>'), purpose, application.redirectUri)
    return (service) => service.acceptConsent(purpose, url, stateOf(purpose))
  }
  if (name === 'set-policies') return (service) => service.setPolicies(policies)
  if (name !== 'clean-up') return (service) => service[name]()
  const administrator = {
    username: needed(username, '--username <name>'),
    password: needed(process.env.CASPROOF_PASSWORD, 'the environment variable CASPROOF_PASSWORD'),
  }
  return (service) => service.cleanUp(administrator)
}

export const PURPOSES: readonly Purpose[] = ['mail flow', 'data sync']

/** One person gives one consent of a purpose at a time, so the state need not be random. It differs by purpose, so that an answer fits only its own consent. */
export const stateOf = (purpose: Purpose): string => `casproof-${purpose.replace(' ', '-')}`

function callbackIn(text: string, purpose: Purpose, redirectUri: string): string {
  if (!URL.canParse(text))
    throw new Error(
      `--callback: "${text.slice(0, 60)}" is not an address; paste the whole one that the browser was sent to, in quotes: ${redirectUri}?admin_consent=…`,
    )
  const state = new URL(text).searchParams.get('state')
  const other = PURPOSES.find((one) => one !== purpose && stateOf(one) === state)
  if (other)
    throw new Error(
      `--callback: this answers the consent for ${other}, not the one for ${purpose}; give --purpose "${other}" with it`,
    )
  return text
}

/** What is printed, whether a stage or only an address was asked for. */
type Told = Pick<StageResult, 'outcome' | 'message' | 'activities'>

const said = (message: string): Told => ({ outcome: 'done', message, activities: [] })

function needed(value: string | undefined, name: string): string {
  if (!value) throw new Error(`${name} is needed for this stage; casproof stage --help says how`)
  return value
}

/** The outcome only: the steps were printed when they happened. */
function linesOf({ outcome, message, activities }: Told): string {
  const hint = message.includes('an authority that is not trusted')
    ? [`--ca <file> names one; ${OWN_AUTHORITY}`]
    : []
  return [...activities, outcome === 'done' ? message : `${outcome}: ${message}`, ...hint]
    .map((line) => `${line}\n`)
    .join('')
}
