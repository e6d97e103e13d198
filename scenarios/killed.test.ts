/**
 * `kill -9` at random moments of stages over real sockets. What was told as done is in the store, the next process goes on
 * at once, and nothing is orphaned. CASPROOF_KILLS=500 kills more often, and prints what was counted.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inlineService, type Journal, type JournalRecord, network, sqliteStore } from '#cas-core'
import { STANDING } from './expected.ts'
import { type Administrator, administrator, assignExchangeRole } from './harness/administrator.ts'
import { type Ready, served } from './harness/served.ts'
import { type CycleStage, type Orders, stageAfter } from './killed/orders.ts'

const KILLS = Number(process.env.CASPROOF_KILLS ?? 8)
const WORKER = fileURLToPath(new URL('./killed/worker.ts', import.meta.url))
const VENDOR_KEY = 'vendor-key-that-stands-in-no-store'

const home = mkdtempSync(join(tmpdir(), 'casproof-killed-'))
const store = join(home, 'store.db')
let ready: Ready
let stop: () => Promise<void>

beforeAll(async () => {
  const server = await served({ ...process.env, CASPROOF_HOME: home })
  ready = server.ready
  stop = server.stop
})
afterAll(async () => {
  await stop()
  rmSync(home, { recursive: true, force: true })
})

/** Customers that are worked on at the same time, in one store. */
const CUSTOMERS = ['Contoso', 'Fabrikam', 'Lamna Healthcare'] as const

/** After how many lines of its output a process is killed, and how many milliseconds after that line. */
type Moment = readonly [lines: number, ms: number]

const moments: readonly Moment[] = fc.sample(
  fc.tuple(fc.integer({ min: 1, max: 110 }), fc.integer({ min: 0, max: 12 })),
  { seed: 9, numRuns: KILLS },
)

/** Names of what stands in a tenant, by kind. */
type Names = Readonly<Record<string, readonly string[]>>

async function namesIn(admin: Administrator): Promise<Names> {
  const nouns = ['TransportRule', 'InboundConnector', 'OutboundConnector'] as const
  const named = async (cmdlet: string, property: string) =>
    ((await admin.exchange(cmdlet, {})).body.value as Record<string, unknown>[])
      .flatMap((one) => one[property])
      .map(String)
      .sort()
  const groups = await admin.graph('GET', '/groups?$select=displayName&$top=999')
  return {
    ...Object.fromEntries(
      await Promise.all(nouns.map(async (noun) => [noun, await named(`Get-${noun}`, 'Name')] as const)),
    ),
    groups: (groups.body.value as { displayName: string }[]).map(({ displayName }) => displayName).sort(),
    addresses: await named('Get-HostedConnectionFilterPolicy', 'IPAllowList'),
    pairs: await named('Get-TenantAllowBlockListSpoofItems', 'SpoofedUser'),
  }
}

const KINDS = ['TransportRule', 'InboundConnector', 'OutboundConnector', 'groups'] as const

/** What is to stand after a stage: what stood before, and what the pages name. */
function expectedAfter(stage: CycleStage, before: Names): Names {
  if (stage === 'cleanUp') return before
  const standing = STANDING[stage === 'deprovision' ? 'deprovisioned' : 'granted']
  return Object.fromEntries(
    KINDS.map((kind) => [kind, [...(before[kind] ?? []), ...standing[kind]].sort()] as const),
  )
}

/** What the killed processes said and left. */
class Watch {
  /** Records that a process was told are kept, in order. */
  told: JournalRecord[] = []
  readonly lines: string[] = []
  stage: CycleStage = 'provision'
  /** How far the product's clock is ahead of the machine's. */
  aheadMs = 0
  /** The kind of the last line before each kill. */
  readonly last: string[] = []
  /** Kills after which a stage has come to its end, and those after which none has yet. */
  resumed = 0
  pending = 0

  hear(line: string): void {
    this.lines.push(line)
    const [word, ...rest] = line.split(' ')
    if (word === 'stage') this.stage = rest[0] as CycleStage
    if (word === 'slept') this.aheadMs += Number(rest[0])
    if (word === 'told') {
      const records: JournalRecord[] = JSON.parse(rest.slice(1).join(' '))
      this.told.push(...records)
      expect(Number(rest[0])).toBe(this.told.length)
    }
  }

  /** What was told is in the store; at most the last append is there without having been told. */
  async lookInto(journal: Journal): Promise<void> {
    this.last.push(this.lines.at(-1)?.split(' ')[0] ?? 'nothing')
    const { records } = await journal.read(0)
    expect(records.slice(0, this.told.length)).toEqual(this.told)
    const last = this.lines.findLast((line) => line === 'append' || line.startsWith('told'))
    expect(records.length - this.told.length).toBeLessThanOrEqual(last === 'append' ? 1 : 0)
    this.told = [...records]
  }
}

/** Runs a process until it is to be killed. @param atEnd what is done after each stage */
async function killedAt(
  [lines, ms]: Moment,
  orders: Orders,
  watch: Watch,
  atEnd: (stage: CycleStage, result: string) => Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, [WORKER, JSON.stringify(orders)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<NodeJS.Signals | number | null>((told) =>
    child.once('exit', (code, signal) => told(signal ?? code)),
  )
  let heard = 0
  // it may be gone before it is told to go on
  child.stdin.on('error', () => undefined)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      watch.hear(line)
      if (++heard === lines) void killLater(child, ms)
      if (!line.startsWith('ended ')) continue
      const [, stage, ...result] = line.split(' ')
      await atEnd(stage as CycleStage, result.join(' '))
      child.stdin.write('go on\n')
    }
  } finally {
    child.kill('SIGKILL')
  }
  expect(await ended).toBe('SIGKILL')
}

async function killLater(child: ChildProcess, ms: number): Promise<void> {
  await setTimeout(ms)
  child.kill('SIGKILL')
}

/** A customer, and the product that is to work for it. */
function customer(name: string, watch: Watch) {
  const facts = ready.tenants.find(({ displayName }) => displayName.startsWith(name))
  const application = facts?.applications.find(({ purpose }) => purpose === 'inline mode')
  if (!facts || !application) throw new Error(`serve has no tenant ${name} with an application`)
  const ca = readFileSync(ready.caFile, 'utf8')
  const port = Number(new URL(ready.origin).port)
  const wire = network({ ca, connectTo: { host: '127.0.0.1', port } })
  const admin = administrator(wire.fetch, facts, 'admin')
  const { clientId, clientSecret, redirectUri } = application
  const settings = {
    tenantId: facts.tenantId,
    site: 'EU',
    directions: 'both',
    application: { clientId, clientSecret, redirectUri },
    vendorKey: VENDOR_KEY,
    policies: [{ name: 'All', kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } }],
  } as const
  const opened = sqliteStore(store)
  const kept = opened.of(name)
  const service = inlineService(
    {
      ...kept,
      clock: {
        now: () => Date.now() + watch.aheadMs,
        sleep: async (ms) => {
          watch.aheadMs += ms
        },
      },
      ids: { uuid: () => crypto.randomUUID() },
      fetch: wire.fetch,
      log: { info: () => undefined, warn: () => undefined },
    },
    settings,
  )
  const consent = async () => {
    for (const purpose of ['mail flow', 'data sync'] as const) {
      const answer = await admin.consent(service.consentUrl(purpose, 'state'), 'accept')
      if ('refusal' in answer) throw new Error(answer.refusal)
      await service.acceptConsent(purpose, answer.callback, 'state')
      if (purpose === 'mail flow') expect((await assignExchangeRole(admin, clientId)).status).toBe(201)
    }
  }
  const end = async () => {
    await opened.close()
    await wire.close()
  }
  const { username, password } = admin
  const orders = { store, account: name, settings, administrator: { username, password }, ca, port }
  return { admin, service, journal: kept.journal, consent, orders, secrets: [clientSecret, password], end }
}

/** Kills processes that work for a customer, one after the other, and brings the last one's work to its end. */
async function killedFor(name: string, own: readonly Moment[]): Promise<Watch & { secrets: string[] }> {
  const watch = new Watch()
  const { admin, service, journal, consent, orders, secrets, end } = customer(name, watch)
  const before = await namesIn(admin)
  const atEnd = async (stage: CycleStage, result: string) => {
    expect(result).toMatch(/^done: /)
    expect(await namesIn(admin)).toMatchObject(expectedAfter(stage, before))
    watch.stage = stageAfter(stage)
    watch.resumed += watch.pending
    watch.pending = 0
    if (stage !== 'cleanUp') return
    await consent()
    watch.told = [...(await journal.read(0)).records]
  }
  await consent()
  watch.told = [...(await journal.read(0)).records]
  for (const moment of own) {
    await killedAt(moment, { ...orders, aheadMs: watch.aheadMs, first: watch.stage }, watch, atEnd)
    watch.pending++
    await watch.lookInto(journal)
  }
  do {
    const { stage } = watch
    const { outcome, message } = await (stage === 'cleanUp' ? service.cleanUp(admin) : service[stage]())
    await atEnd(stage, `${outcome}: ${message}`)
  } while (watch.stage !== 'provision')
  await end()
  return Object.assign(watch, { secrets })
}

test(`killed ${KILLS} times, the product goes on each time, loses nothing that was told, and orphans nothing`, async () => {
  // the others come to their end too, so that no process outlives its server
  const ended = await Promise.allSettled(
    CUSTOMERS.map((name, i) =>
      killedFor(
        name,
        moments.filter((_, at) => at % CUSTOMERS.length === i),
      ),
    ),
  )
  const watches = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
  const resumed = watches.reduce((sum, watch) => sum + watch.resumed, 0)
  const words = watches.flatMap(({ last }) => last)
  const counted = [...new Set(words)].map((word) => `${word} ${words.filter((one) => one === word).length}`)
  if (process.env.CASPROOF_KILLS)
    process.stdout.write(`${resumed} of ${KILLS} resumed, nothing orphaned; after ${counted.join(', ')}\n`)
  expect(resumed).toBe(KILLS)
  const files = readdirSync(home).filter((file) => file.startsWith('store.db'))
  const written = [
    ...files.map((file) => readFileSync(join(home, file), 'latin1')),
    ...watches.flatMap(({ lines }) => lines),
  ].join('\n')
  expect(written).toContain('TMCAS')
  // tokens are JSON in Base64
  for (const secret of [VENDOR_KEY, 'eyJ', ...watches.flatMap(({ secrets }) => secrets)])
    expect(written.includes(secret), secret).toBe(false)
})
