/**
 * `kill -9` at random moments of stages over real sockets, in both modes: before and after each call and each write to the
 * store, and in between. What was told as done is in the store, the next process goes on at once, and nothing is orphaned.
 * CASPROOF_KILLS=500 kills more often, and prints what was counted; CASPROOF_KILLS_SEED draws other moments.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { network, sqliteStore } from '#cas-core'
import { administrator, assignExchangeRole } from './harness/administrator.ts'
import { type Ready, served } from './harness/served.ts'
import { CYCLE, type CycleStage, type Mode, stageAfter } from './killed/orders.ts'
import { type Moment, processes } from './killed/process.ts'
import { stagesOf } from './killed/stages.ts'
import { expectedAfter, seenBy } from './killed/standing.ts'
import { Watch } from './killed/watch.ts'

const KILLS = Number(process.env.CASPROOF_KILLS ?? 8)
/** Against hanging alone, as for every test: a long run has longer. */
const TEST_MS = 600_000
const VENDOR_KEY = 'vendor-key-that-stands-in-no-store'

const home = mkdtempSync(join(tmpdir(), 'casproof-killed-'))
const store = join(home, 'store.db')
/** What one process has compiled, the next one need not. */
const ENV = { ...process.env, NODE_COMPILE_CACHE: join(home, 'compiled') }
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

/** Accounts that are worked on at the same time, in one store. Those of one tenant do not disturb each other. */
const ACCOUNTS = (
  [
    ['Contoso', 'inline'],
    ['Fabrikam', 'inline'],
    ['Lamna Healthcare', 'inline'],
    ['Contoso', 'api'],
    ['Fabrikam', 'api'],
    ['Lamna Healthcare', 'api'],
  ] satisfies readonly (readonly [tenant: string, mode: Mode])[]
).slice(0, Math.max(1, Math.ceil(KILLS / 2)))

const moments: readonly Moment[] = fc.sample(
  fc.tuple(
    fc.integer({ min: 1, max: 150 }),
    fc.oneof(fc.constant('at once' as const), fc.integer({ min: 0, max: 12 })),
  ),
  { seed: Number(process.env.CASPROOF_KILLS_SEED ?? 9), numRuns: KILLS },
)

/** An account, and the product that is to work for it. */
function accountOf(name: string, mode: Mode, watch: Watch) {
  const facts = ready.tenants.find(({ displayName }) => displayName.startsWith(name))
  const purpose = mode === 'api' ? 'API mode' : 'inline mode'
  const application = facts?.applications.find((one) => one.purpose === purpose)
  if (!facts || !application)
    throw new Error(`serve has no tenant ${name} with an application for ${purpose}`)
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
  const account = `${name}/${mode}`
  const kept = opened.of(account)
  const sleep = async (ms: number) => {
    watch.aheadMs += ms
  }
  const ports = {
    ...kept,
    clock: { now: () => Date.now() + watch.aheadMs, sleep },
    ids: { uuid: () => crypto.randomUUID() },
    fetch: wire.fetch,
    log: { info: () => undefined, warn: () => undefined },
  }
  const stages = stagesOf(mode, ports, settings)
  const consent = async () => {
    for (const { purpose, url, accept } of await stages.consents()) {
      const answer = await admin.consent(url, 'accept')
      if ('refusal' in answer) throw new Error(answer.refusal)
      expect(await accept(answer.callback)).toMatchObject({ outcome: 'done' })
      if (purpose === 'mail flow') expect((await assignExchangeRole(admin, clientId)).status).toBe(201)
    }
  }
  const end = async () => {
    await opened.close()
    await wire.close()
  }
  const { username, password } = admin
  const orders = { mode, store, account, settings, administrator: { username, password }, ca, port }
  return { admin, clientId, stages, ...kept, consent, orders, secrets: [clientSecret, password], end }
}

const watches: Watch[] = []
const sumOf = (of: (watch: Watch) => number) => watches.reduce((sum, watch) => sum + of(watch), 0)

/** A long run says how far it is. */
function told(): void {
  const kills = sumOf(({ last }) => last.length)
  if (kills % 25 === 0 && process.env.CASPROOF_KILLS)
    process.stdout.write(`killed ${kills} of ${KILLS}, ${sumOf(({ resumed }) => resumed)} resumed so far\n`)
}

/** Kills processes that work for an account, one after the other, and brings the last one's work to its end. */
async function killedFor(name: string, mode: Mode, own: readonly Moment[]) {
  const watch = new Watch()
  watches.push(watch)
  const { admin, clientId, stages, journal, directory, consent, orders, secrets, end } = accountOf(
    name,
    mode,
    watch,
  )
  const workers = processes(ENV, setTimeout)
  const before = await seenBy(admin, clientId)
  const atEnd = async (stage: CycleStage, result: string) => {
    expect(result).toMatch(/^done: /)
    expect(await seenBy(admin, clientId)).toMatchObject(expectedAfter(mode, stage, before))
    const { users } = await directory.counts()
    if (mode === 'api')
      expect(users > 0, `users after ${stage}`).toBe(stage === 'provision' || stage === 'synchronize')
    watch.stage = stageAfter(stage)
    watch.resumed += watch.pending
    watch.pending = 0
    if (stage !== 'cleanUp') return
    await consent()
    watch.skip((await journal.read(watch.version)).version)
  }
  const hear = async (line: string) => {
    watch.hear(line)
    const [word, stage, ...result] = line.split(' ')
    if (word === 'ended') await atEnd(stage as CycleStage, result.join(' '))
  }
  try {
    await consent()
    watch.skip((await journal.read(watch.version)).version)
    for (const moment of own) {
      await workers.killedAt(moment, { ...orders, aheadMs: watch.aheadMs, first: watch.stage }, hear)
      await watch.lookInto(journal)
      told()
    }
    do {
      const { stage } = watch
      const { outcome, message } = await stages.run(stage, admin)
      await atEnd(stage, `${outcome}: ${message}`)
    } while (watch.stage !== 'provision')
  } finally {
    workers.end()
    await end()
  }
  return secrets
}

test('of two processes on one account one works, the other is told who does, and goes on at once when it is killed', async () => {
  const watch = new Watch()
  const { admin, stages, consent, orders, end } = accountOf('Fabrikam', 'inline', watch)
  const workers = processes(ENV, setTimeout)
  try {
    await consent()
    await workers.stoppedAt(30, { ...orders, aheadMs: 0, first: 'provision' }, async (pid) => {
      const told = await stages.run('provision', admin)
      expect(told).toMatchObject({ outcome: 'refused', code: 'worker busy' })
      expect(told.message).toContain(`process ${pid}`)
    })
    for (const stage of CYCLE) expect(await stages.run(stage, admin)).toMatchObject({ outcome: 'done' })
    expect(watch.aheadMs).toBe(0)
  } finally {
    workers.end()
    await end()
  }
})

test(
  `killed ${KILLS} times, the product goes on each time, loses nothing that was told, and orphans nothing`,
  async () => {
    const began = Date.now()
    // the others come to their end too, so that no process outlives its server
    const ended = await Promise.allSettled(
      ACCOUNTS.map(([name, mode], i) =>
        killedFor(
          name,
          mode,
          moments.filter((_, at) => at % ACCOUNTS.length === i),
        ),
      ),
    )
    const secrets = ended.flatMap((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
    const resumed = sumOf((watch) => watch.resumed)
    if (process.env.CASPROOF_KILLS) {
      const counts = Object.entries(
        Object.groupBy(
          watches.flatMap(({ last }) => last),
          (word) => word,
        ),
      )
      const seconds = Math.round((Date.now() - began) / 1000)
      process.stdout.write(
        `${resumed} of ${KILLS} resumed in ${seconds} s, nothing orphaned; waited ${sumOf(({ waitedMs }) => waitedMs) / 1000} s\n` +
          `${counts
            .map(([word, all]) => `${word} ${all?.length}`)
            .sort()
            .join('\n')}\n`,
      )
    }
    expect(resumed).toBe(KILLS)
    const files = readdirSync(home).filter((file) => file.startsWith('store.db'))
    const written = [
      ...files.map((file) => readFileSync(join(home, file), 'latin1')),
      ...watches.flatMap(({ lines }) => lines),
    ].join('\n')
    expect(written).toContain('TMCAS')
    // tokens are JSON in Base64
    for (const secret of [VENDOR_KEY, 'eyJ', ...secrets]) expect(written.includes(secret), secret).toBe(false)
  },
  Math.max(TEST_MS, (KILLS * TEST_MS) / 10),
)
