/**
 * A process that is the product alone: it synchronizes a large tenant into SQLite and says as JSON what each day took.
 * argv: how many users, how many groups. Node is started with --expose-gc, so that garbage does not count.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inlineService, sqliteStore } from '#cas-core'
import { seededIds, type TenantFacts } from '#mock-m365'
import { administrator, assignExchangeRole } from '#scenarios/administrator'
import { processorTime } from '../measurement.ts'
import type { Answered, Asked } from './tenant.ts'

const DAY_MS = 24 * 3_600_000
/** Garbage is taken away, and memory is looked at, after so many answers: often enough to meet the largest pages of a small tenant. */
const LOOK_EVERY = 5

export interface Day {
  readonly calls: number
  /** Of the bodies of all answers. */
  readonly bytes: number
  /** Heap and memory outside of it, in use, above what was in use at the start. */
  readonly peakBytes: number
  /** Of the processor, of the product alone. */
  readonly microseconds: number
}

const home = mkdtempSync(join(tmpdir(), 'casproof-bench-'))
const microsoft365 = fork(fileURLToPath(new URL('./tenant.ts', import.meta.url)), process.argv.slice(2))
const { facts, groupIds } = await new Promise<{ facts: TenantFacts; groupIds: string[] }>((resolve) =>
  microsoft365.once('message', resolve as (message: unknown) => void),
)

let now = Date.UTC(2026, 0, 5, 9)
let asked = 0
let day = { calls: 0, bytes: 0, peakBytes: 0 }
const occupied = () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
let start = occupied()
const waiting = new Map<number, (answer: Answered) => void>()
microsoft365.on('message', (answer: Answered) => waiting.get(answer.id)?.(answer))

const fetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const body = await request.text()
  const id = ++asked
  const answer = await new Promise<Answered>((resolve) => {
    waiting.set(id, resolve)
    microsoft365.send({
      id,
      url: request.url,
      init: {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        ...(body === '' ? {} : { body }),
      },
      now,
    } satisfies Asked)
  })
  waiting.delete(id)
  day.calls++
  day.bytes += answer.body.length
  if (id % LOOK_EVERY === 0) day.peakBytes = Math.max(day.peakBytes, occupied() - start)
  const isEmpty = answer.status === 204 || answer.status === 304
  return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers })
}

async function measured(act: () => Promise<unknown>): Promise<Day> {
  day = { calls: 0, bytes: 0, peakBytes: 0 }
  start = occupied()
  const before = processorTime()
  await act()
  return { ...day, microseconds: processorTime() - before }
}

const [application] = facts.applications
if (!application) throw new Error('the vendor has no application')
const store = sqliteStore(join(home, 'store'))
const clock = {
  now: () => now,
  sleep: async (ms: number) => {
    now += ms
  },
}
const log = { info: () => undefined, warn: () => undefined }
const targets = { users: [], groups: groupIds.slice(0, 5) }
const service = inlineService(
  { ...store.of('account'), clock, ids: seededIds('bench'), fetch, log },
  {
    tenantId: facts.tenantId,
    site: 'EU',
    directions: 'both',
    application,
    vendorKey: 'a key',
    policies: [{ name: 'People', kind: 'ATP', direction: 'inbound', enabled: true, targets }],
  },
)
const done = async (stage: Promise<{ readonly outcome: string; readonly message: string }>) => {
  const { outcome, message } = await stage
  if (outcome !== 'done') throw new Error(message)
}
const admin = administrator(fetch, facts, 'admin')
for (const purpose of ['mail flow', 'data sync'] as const) {
  const answer = await admin.consent(service.consentUrl(purpose, 'state'), 'accept')
  if ('refusal' in answer) throw new Error(answer.refusal)
  await done(service.acceptConsent(purpose, answer.callback, 'state'))
  if (purpose === 'mail flow') await assignExchangeRole(admin, application.clientId)
}
const days: Record<string, Day> = { first: await measured(() => done(service.provision())) }
now += DAY_MS
days.quiet = await measured(() => done(service.synchronize()))
now += DAY_MS
const people = await store.of('account').directory.usersAfter('', 50)
for (const { id } of people) await admin.graph('PATCH', `/users/${id}`, { displayName: `Renamed ${id}` })
days.changed = await measured(() => done(service.synchronize()))
const counts = await store.of('account').directory.counts()
process.stdout.write(JSON.stringify({ days, counts }))
await store.close()
microsoft365.disconnect()
rmSync(home, { recursive: true })
