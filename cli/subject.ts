/** `casproof subject`: cas-core as a system under test of its own make, met by the protocol alone. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Dns, OPERATIONS, Product, perform, performInSession, sqliteStore } from '#cas-core'
import { testScanner } from '#cas-core/scanning'
import { terminalLine } from '#output'
import {
  type Adapter,
  answerProtocol,
  LISTEN_VARIABLE,
  PROTOCOL_VERSION,
  type SubjectSettings,
} from '#scenarios/protocol'
import { networkFor } from './network-options.ts'
import { print, remark } from './print.ts'
import { mailerFor } from './product/mailer.ts'
import type { QUIET } from './product.ts'

export interface SubjectCommandOptions {
  readonly time: 'virtual' | 'real'
  /** Tell steps on standard error. */
  readonly log?: boolean
}

/** Answers until it is told to stop. It prints where it listens, in its first line. */
export async function subjectCommand(
  { time, log = false }: SubjectCommandOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const adapter = casCore(time, log ? TELLING : QUIET_AT_ALL)
  const listen = env[LISTEN_VARIABLE]
  const { origin, stopped } = await answerProtocol(adapter, listen ?? '127.0.0.1:0')
  // the process that has started it may be gone without a word
  if (listen !== undefined) process.stdin.on('end', () => process.exit()).resume()
  print(`${origin}\n`)
  await stopped
  process.stdin.destroy()
}

const tell = (_: object, sentence: string): void => remark(terminalLine(sentence))
const TELLING: typeof QUIET = { info: tell, warn: tell }
/** What stands in the way of a stage, its answer says. */
const QUIET_AT_ALL: typeof QUIET = { info: () => undefined, warn: () => undefined }

interface Running {
  readonly product: Product
  /** Before each operation. */
  begin(): Promise<void>
  close(): Promise<void>
}

function casCore(time: 'virtual' | 'real', log: typeof QUIET): Adapter {
  let running: Running | undefined
  return {
    told: {
      protocol: PROTOCOL_VERSION,
      name: 'cas-core',
      time,
      mail: 'smtp',
      operations: OPERATIONS.map(({ name }) => name),
    },
    async configure(settings) {
      await running?.close()
      running = started(settings, time, log)
    },
    async perform(caller, operation, input) {
      if (!running) throw new Error('it has no settings yet')
      await running.begin()
      const { product } = running
      return 'session' in caller
        ? performInSession(product, caller.session, operation, input)
        : perform(product, caller.customer, caller.user, operation, input)
    },
    stop: async () => running?.close(),
  }
}

function started(settings: SubjectSettings, time: 'virtual' | 'real', log: typeof QUIET): Running {
  const { microsoft, generation, vendorKey, applications, notifications, smtp } = settings
  const ca = microsoft.caFile
  const wire = networkFor({ ca, connectTo: hostOf(microsoft.origin) })
  // the mock's own routes are reached where they are
  const direct = networkFor({ ca })
  const asked = askingOver(direct.fetch)
  const clock = time === 'virtual' ? mockClock(asked, settings.clock?.url) : REAL_CLOCK
  const store = sqliteStore(settings.store)
  const ports = {
    clock,
    ids: { uuid: randomUUID },
    fetch: wire.fetch,
    log,
    store,
    scanner: testScanner(),
    ...(settings.publicDns ? { dns: dnsOver(asked, settings.publicDns.url) } : {}),
    ...(smtp ? { mailer: mailerFor(smtp, 'smtp') } : {}),
  }
  const product = new Product(ports, {
    profile: generation,
    vendorKey,
    endpoints: notifications,
    applications: Object.fromEntries(applications.map((one) => [one.purpose, one])),
  })
  return {
    product,
    begin: clock.begin,
    async close() {
      await store.close()
      await Promise.all([wire.close(), direct.close()])
    },
  }
}

const hostOf = (origin: string): string => {
  const { hostname, port } = new URL(origin)
  return `${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port || 443}`
}

interface SubjectClock {
  now(): number
  sleep(ms: number): Promise<void>
  begin(): Promise<void>
}

const REAL_CLOCK: SubjectClock = {
  now: Date.now,
  sleep: (ms) => setTimeout(ms),
  begin: async () => undefined,
}

type Ask = (url: string, body?: object) => Promise<Record<string, unknown>>

const askingOver =
  (fetch: typeof globalThis.fetch): Ask =>
  async (url, body) => {
    const response = await fetch(url, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: { 'Content-Type': 'application/json' },
    })
    const told = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${url}: ${JSON.stringify(told)}`)
    return told
  }

/** The mock's time: it stands still between operations, and what waits here moves it, so that it is asked for once in each. */
function mockClock(ask: Ask, url: string | undefined): SubjectClock {
  if (url === undefined)
    throw new Error('settings: clock.url is needed by a subject that lives in virtual time')
  let nowMs = Number.NaN
  const hear = ({ now }: Record<string, unknown>) => {
    nowMs = Date.parse(String(now))
  }
  return {
    now: () => nowMs,
    sleep: async (ms) => hear(await ask(`${url}/advance`, { seconds: ms / 1000 })),
    begin: async () => hear(await ask(url)),
  }
}

function dnsOver(ask: Ask, url: string): Dns {
  const list = async (kind: string, property: string, domain: string): Promise<string[]> => {
    const told = await ask(`${url}/${kind}?domain=${encodeURIComponent(domain)}`)
    const values = told[property]
    return Array.isArray(values) ? values.map(String) : []
  }
  return {
    txt: (name) => list('textRecords', 'texts', name),
    mx: (name) => list('mailHosts', 'hosts', name),
  }
}
