/** `casproof product`: one operation of the console from a shell, against a served mock or the cloud. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Answer, Product, type ProductSettings, perform, productFrom, sqliteStore } from '#cas-core'
import { homeDirectory } from '#mock-m365/serve/running'
import { printable, terminalLine } from '#output'
import { bytesOf } from './files.ts'
import { type NetworkOptions, networkFor, OWN_AUTHORITY } from './network-options.ts'
import { print, printJson, remark } from './print.ts'
import { answerPage } from './product/answer-page.ts'
import { givenInput } from './product/given-input.ts'
import { mailerFor } from './product/mailer.ts'
import { operationHelp, operationList, operationNamed, operationSchema } from './product/operation-help.ts'

export interface StoreOptions {
  /** JSON file with the product's settings. */
  readonly product?: string
  /** SQLite file in which the product keeps everything; made where it is missing. */
  readonly store: string
  readonly company: string
  /** E-mail address of who uses the console. */
  readonly as: string
  /** In place of the product file's. */
  readonly generation?: ProductSettings['profile']
}

export interface ProductCommandOptions extends StoreOptions {
  readonly role: Role
  readonly json?: boolean
}

type Role = 'Global administrator' | 'limited' | 'vendor'

const MEND = 'casproof serve writes one, and casproof schema product says what belongs there'

/**
 * Sets the exit code: 0 if the operation is done, 1 if it is not, 2 if its input is ill-formed.
 * @param given the input as JSON, `@file`, or `-` for standard input
 * @throws Error naming option or place, and the mend, before the store is opened
 */
export async function productCommand(
  name: string,
  given: string | undefined,
  options: ProductCommandOptions,
): Promise<void> {
  const input = await givenInput(operationNamed(name), given)
  if (name === 'runDue') demandPast(input)
  await withProduct(options, options.json ? QUIET : TELLING, async ({ ask }) => {
    const answer = await ask(name, input, options.role)
    const isIllFormed = answer.code === 'ill-formed'
    process.exitCode = answer.outcome === 'done' ? 0 : isIllFormed ? 2 : 1
    if (options.json) printJson(answer)
    else if (isIllFormed)
      remark(`casproof: ${terminalLine(answer.message)}: casproof product ${name} --help shows one`)
    else print(`${answerPage(printable(answer))}${hintFor(answer)}`)
  })
}

/** The operations by screen, with what each does, who may, and in which generation it is. */
export const printOperations = (): void => print(operationList())

/** What an operation takes. @throws Error with near names, for one that does not exist */
export const printOperation = async (name: string): Promise<void> =>
  print(await operationHelp(operationNamed(name)))

/** The same as JSON Schema. */
export const printSchema = async (name: string): Promise<void> =>
  print(`${JSON.stringify(await operationSchema(operationNamed(name)), null, 2)}\n`)

export interface OpenProduct {
  ask(operation: string, input?: unknown, role?: Role): Promise<Answer>
  readonly fetch: typeof globalThis.fetch
  readonly network: NetworkOptions
  readonly generation: ProductSettings['profile']
}

/**
 * The product over its store and the network, for as long as it is used.
 * @throws Error naming the file and the mend
 */
export async function withProduct(
  options: StoreOptions,
  log: typeof TELLING,
  use: (product: OpenProduct) => Promise<void>,
): Promise<void> {
  const { file, settings: kept, network, mail } = productIn(options)
  const settings = { ...kept, profile: options.generation ?? kept.profile }
  const mailer = mail && mailerFor(mail, file)
  const wire = networkFor(network)
  const clock = { now: Date.now, sleep: (ms: number) => setTimeout<void>(ms) }
  const store = sqliteStore(options.store, undefined, clock.sleep)
  try {
    const ports = { clock, ids: { uuid: randomUUID }, fetch: wire.fetch, log, store }
    const more = { worker: `process ${process.pid}`, ...(mailer ? { mailer } : {}) }
    const product = new Product({ ...ports, ...more }, settings)
    const ask: OpenProduct['ask'] = (operation, input = {}, role = 'Global administrator') =>
      perform(product, options.company, { name: options.as, role }, operation, input)
    await use({ ask, fetch: wire.fetch, network, generation: settings.profile })
  } finally {
    await store.close()
    await wire.close()
  }
}

function productIn({ product }: Pick<StoreOptions, 'product'>) {
  const file = product ?? join(homeDirectory(process.env), 'product.json')
  return { file, ...productFrom(bytesOf(file, '--product', MEND), file, MEND) }
}

/** A simulated clock would run ahead to that moment; here somebody would wait for it, at a terminal that says nothing. */
function demandPast(input: unknown): void {
  const { until } = Object(input) as { readonly until?: unknown }
  if (typeof until !== 'string' || !(Date.parse(until) > Date.now())) return
  throw new Error(
    `runDue: until: ${terminalLine(until)} is yet to come, and no command waits for it; leave it out for what is due now, and run it again later, each hour from a scheduler`,
  )
}

/** How the product reaches Microsoft's services. @throws Error naming the file and the mend */
export const networkIn = (options: Pick<StoreOptions, 'product'>): NetworkOptions =>
  productIn(options).network

/** Tells a step when it happens, so that a long stage does not look dead. */
function step(fields: object, sentence: string): void {
  const { said } = fields as { said?: unknown }
  const whole = typeof said === 'string' ? `${sentence}: ${said}` : sentence
  remark(`casproof: ${terminalLine(whole.replaceAll(/\s+/g, ' '))}`)
}

const TELLING = { info: step, warn: step }
/** What goes wrong on the way is always told. */
export const QUIET: typeof TELLING = { info: () => undefined, warn: step }

function hintFor({ message }: Answer): string {
  if (message.includes('an authority that is not trusted'))
    return `network.ca in the product file names one; ${OWN_AUTHORITY}\n`
  return ''
}
