/** `casproof product`: one operation of the console from a shell, against a served mock or the cloud. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Answer, OPERATIONS, Product, perform, productFrom, sqliteStore } from '#cas-core'
import { homeDirectory } from '#mock-m365/serve/running'
import { printable, terminalLine } from '#output'
import { bytesOf } from './files.ts'
import { type NetworkOptions, networkFor } from './network-options.ts'
import { print, printJson, remark } from './print.ts'

export interface ProductCommandOptions {
  /** JSON file with the product's settings. */
  readonly product?: string
  /** SQLite file in which the product keeps everything; made where it is missing. */
  readonly store: string
  readonly company: string
  /** E-mail address of who uses the console. */
  readonly as: string
  readonly role: 'Global administrator' | 'limited' | 'vendor'
  readonly json?: boolean
}

const MEND = 'casproof product --help says what belongs there'

/**
 * Sets the exit code: 0 if the operation is done, 1 if it is not.
 * @param given the input as JSON; `-` for standard input
 * @throws Error naming option or place, and the mend, before the store is opened
 */
export async function productCommand(
  name: string,
  given: string | undefined,
  options: ProductCommandOptions,
): Promise<void> {
  if (!OPERATIONS.some((row) => row.name === name)) throw new Error(unknownOperation(name))
  const input = withPassword(inputOf(given))
  await withProduct(options, async ({ ask }) => {
    const answer = await ask(name, input)
    if (options.json) printJson(answer)
    else print(answerText(printable(answer)))
    process.exitCode = answer.outcome === 'done' ? 0 : 1
  })
}

export interface OpenProduct {
  ask(operation: string, input?: unknown, role?: ProductCommandOptions['role']): Promise<Answer>
  readonly fetch: typeof globalThis.fetch
  readonly network: NetworkOptions
}

/** The product over its store and the network, for as long as it is used. @throws Error naming the file and the mend */
export async function withProduct(
  options: ProductCommandOptions,
  use: (product: OpenProduct) => Promise<void>,
): Promise<void> {
  const file = options.product ?? join(homeDirectory(process.env), 'product.json')
  const { settings, network } = productFrom(bytesOf(file, '--product', MEND), file, MEND)
  const wire = networkFor(network)
  const store = sqliteStore(options.store)
  const log = options.json ? SILENT : { info: step, warn: step }
  try {
    const clock = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }
    const ports = { clock, ids: { uuid: randomUUID }, fetch: wire.fetch, log, store }
    const product = new Product({ ...ports, worker: `process ${process.pid}` }, settings)
    const ask: OpenProduct['ask'] = (operation, input = {}, role = options.role) =>
      perform(product, options.company, { name: options.as, role }, operation, input)
    await use({ ask, fetch: wire.fetch, network })
  } finally {
    await store.close()
    await wire.close()
  }
}

/** The operations by screen, with what each does. */
export const printOperations = (): void => print(operationsText())

function operationsText(): string {
  const screens = [...new Set(OPERATIONS.map(({ screen }) => screen))]
  const width = Math.max(...OPERATIONS.map(({ name }) => name.length))
  return screens
    .map((screen) => {
      const rows = OPERATIONS.filter((row) => row.screen === screen)
      return [`${screen}`, ...rows.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}`)].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

const SILENT = { info: () => undefined, warn: () => undefined }
const step = (_fields: object, sentence: string): void =>
  remark(`casproof: ${terminalLine(sentence.replaceAll(/\s+/g, ' '))}`)

function unknownOperation(name: string): string {
  const near = OPERATIONS.map((row) => row.name).filter((other) => isNear(other, name))
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''
  return `"${name}" is not an operation${hint}; casproof product --list lists them`
}

const isNear = (known: string, typed: string): boolean => {
  const [one, other] = [known.toLowerCase(), typed.toLowerCase()]
  return one.includes(other) || other.includes(one) || one.slice(0, 5) === other.slice(0, 5)
}

/** @throws Error where it is not JSON */
function inputOf(given: string | undefined): unknown {
  if (given === undefined) return {}
  const text = given === '-' ? readFileSync(0, 'utf8') : given
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`the input is not JSON: ${text.slice(0, 60)}; give it as '{"name": "value"}'`)
  }
}

/** A password does not belong in a command line, which others on the machine can read. */
function withPassword(input: unknown): unknown {
  const password = process.env.CASPROOF_PASSWORD
  const { administrator } = (input ?? {}) as { administrator?: object }
  if (password === undefined || !administrator || 'password' in administrator) return input
  return { ...(input as object), administrator: { ...administrator, password } }
}

/** What the console says, and what its screen shows. */
function answerText({ outcome, message, data }: Answer): string {
  const said = message === '' ? [] : [outcome === 'done' ? message : `${outcome}: ${message}`]
  const shown = Object.keys(data).length === 0 ? [] : [JSON.stringify(data, undefined, 2)]
  return [...said, ...shown].map((line) => `${line}\n`).join('')
}
