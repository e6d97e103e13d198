import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalRecord as Bare } from '../ports.ts'
import type { WorkRecord } from '../reconcile/journal.ts'
import { memoryJournal } from '../store/memory-journal.ts'
import type { InlineGoal as Goal } from './inline/goals.ts'
import { type AccountEntry, Ledger } from './ledger.ts'

type JournalRecord = WorkRecord | (AccountEntry & Bare)

const KEYS = ['R1', 'I1']
const GOALS: readonly Goal[] = ['granted inbound', 'granted', 'deprovisioned', 'clean']
const ACTIONS = [
  'create',
  'update',
  'enable',
  'disable',
  'remove',
  'claim',
  'claim',
  'claim',
  'release',
  'release',
] as const

/** A journal as an engine writes it: intents with at most one outcome, some of them never known, and goals between. */
const act = fc.record({
  type: fc.constantFrom('act', 'act', 'act', 'act', 'goal', 'reached', 'consented'),
  key: fc.constantFrom(...KEYS),
  action: fc.constantFrom(...ACTIONS),
  outcome: fc.constantFrom('done', 'done', 'failed', 'unknown', 'settled later', 'never'),
  goal: fc.constantFrom(...GOALS),
  entries: fc.subarray(['e1', 'e2', 'e3', 'e4'], { minLength: 1 }),
})

const records = fc.array(act, { maxLength: 30, size: 'max' }).map((acts) => {
  const journal: JournalRecord[] = []
  const later: JournalRecord[] = []
  let epoch = 0
  for (const [i, { type, key, action, outcome, goal, entries }] of acts.entries()) {
    const at = 1000 + i
    if (type === 'goal') journal.push({ type, goal, at, epoch: ++epoch })
    else if (type === 'reached') journal.push({ type, goal, at, epoch })
    else if (type === 'consented') journal.push({ type, purpose: 'mail flow', at, epoch })
    else {
      const opId = `op${i}`
      const listed = action === 'claim' || action === 'release' ? { entries } : {}
      journal.push({ type: 'intent', opId, key, action, at, epoch, ...listed })
      const made = action === 'create' ? { id: `id${i}` } : {}
      const done: JournalRecord = { type: 'done', opId, at, epoch, ...made }
      if (outcome === 'done') journal.push(done)
      else if (outcome === 'failed') journal.push({ type: 'failed', opId, code: 'x', at, epoch })
      else if (outcome !== 'never') journal.push({ type: 'unknown', opId, at, epoch })
      if (outcome === 'settled later') later.push(done)
      const settled = later.length > 2 ? later.shift() : undefined
      if (settled) journal.push(settled)
    }
  }
  return journal
})

const CLOCK = { now: () => 1, sleep: async () => undefined }

/** What a reader knows who reads these records from the beginning. */
async function ledgerOf(...all: readonly JournalRecord[]): Promise<Ledger> {
  const ledger = new Ledger({ journal: memoryJournal(all), clock: CLOCK }, new Set(['clean']))
  await ledger.catchUp()
  return ledger
}

const factsOf = (ledger: Ledger) => ({
  epoch: ledger.epoch,
  goal: ledger.goal,
  reached: ledger.reached,
  consented: [...ledger.consents.keys()],
  known: KEYS.map((key) => ledger.of(key)),
})

const outcomeOf = (prefix: readonly JournalRecord[], opId: string) =>
  prefix.findLast((one) => (one.type === 'done' || one.type === 'failed') && one.opId === opId)?.type

/** Entries whose claim was not refused, and that no release has given back since: what must not be forgotten. */
function owed(prefix: readonly JournalRecord[], key: string): Set<string> {
  const entries = new Set<string>()
  for (const one of prefix) {
    if (one.type !== 'intent' && one.type !== 'done') continue
    const intent =
      one.type === 'intent' ? one : prefix.find((two) => two.type === 'intent' && two.opId === one.opId)
    if (intent?.type !== 'intent' || intent.key !== key) continue
    const refused = outcomeOf(prefix, intent.opId) === 'failed'
    if (intent.action === 'claim' && !refused) for (const entry of intent.entries ?? []) entries.add(entry)
    if (intent.action === 'release' && one.type === 'done')
      for (const entry of intent.entries ?? []) entries.delete(entry)
  }
  return entries
}

describe('a journal, wherever it is cut,', () => {
  test('gives the same to who followed it as to who reads it from the beginning', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (all) => {
        const journal = memoryJournal()
        const following = new Ledger({ journal, clock: CLOCK }, new Set(['clean']))
        const { fence } = await journal.lease('test', 1, 0)
        for (const [i, record] of all.entries()) {
          await journal.append([record], { version: i, fence })
          await following.catchUp()
          expect(factsOf(following)).toEqual(factsOf(await ledgerOf(...all.slice(0, i + 1))))
        }
      }),
    )
  })

  test('gives the same to who writes it as to who reads it', async () => {
    const journal = memoryJournal()
    const writing = new Ledger({ journal, clock: CLOCK }, new Set(['clean']))
    await writing.leased(async () => {
      await writing.append({ type: 'consented', purpose: 'mail flow' })
      await writing.append({ type: 'goal', goal: 'granted' })
      await writing.append({ type: 'intent', opId: 'a', key: 'R1', action: 'create' })
      await writing.append({ type: 'done', opId: 'a', id: 'made' })
      await writing.append({ type: 'goal', goal: 'clean' })
      await writing.append({ type: 'reached', goal: 'clean' })
    })
    const { records: written } = await journal.read(0)
    expect(factsOf(writing)).toEqual(factsOf(await ledgerOf(...(written as JournalRecord[]))))
    expect(factsOf(writing)).toMatchObject({ epoch: 2, goal: 'clean', reached: true, consented: [] })
  })

  test('claims nothing that was not intended and done, and forgets no entry that may stand', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(60), async (all, cut) => {
        const prefix = all.slice(0, cut)
        const ledger = await ledgerOf(...prefix)
        for (const key of KEYS) {
          const { claimed, openClaims } = ledger.of(key)
          const intents = prefix.filter(
            (one) => one.type === 'intent' && one.key === key && one.action === 'claim',
          )
          const done = intents.flatMap((one) =>
            one.type === 'intent' && outcomeOf(prefix, one.opId) === 'done' ? (one.entries ?? []) : [],
          )
          expect(claimed.filter((entry) => !done.includes(entry))).toEqual([])
          expect(new Set(claimed).size).toBe(claimed.length)
          const remembered = new Set([...claimed, ...openClaims.flatMap(({ entries }) => entries)])
          expect([...owed(prefix, key)].filter((entry) => !remembered.has(entry))).toEqual([])
          for (const { opId, entries } of openClaims)
            expect([outcomeOf(prefix, opId), entries.length > 0]).toEqual([undefined, true])
        }
      }),
      { numRuns: 500 },
    )
  })

  test('knows an id only of a create that is done, and open writes only of such as are not', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.nat(60), async (all, cut) => {
        const prefix = all.slice(0, cut)
        for (const key of KEYS) {
          const { id, open } = (await ledgerOf(...prefix)).of(key)
          const ids = prefix.flatMap((one) => (one.type === 'done' && one.id ? one.id : []))
          if (id !== undefined) expect(ids).toContain(id)
          for (const { opId } of open) expect(outcomeOf(prefix, opId)).toBeUndefined()
        }
      }),
    )
  })
})

describe('what a journal means', () => {
  const at = 1
  const goal = (name: Goal, epoch: number): JournalRecord => ({ type: 'goal', goal: name, at, epoch })
  const claim = (opId: string, entries: readonly string[]): JournalRecord => ({
    type: 'intent',
    opId,
    key: 'I1',
    action: 'claim',
    entries,
    at,
    epoch: 1,
  })
  const done = (opId: string): JournalRecord => ({ type: 'done', opId, at, epoch: 1 })

  test('a new goal replaces the last one, and has not been reached', async () => {
    const reached: JournalRecord = { type: 'reached', goal: 'granted', at, epoch: 1 }
    expect((await ledgerOf(goal('granted', 1), reached)).reached).toBe(true)
    const ledger = await ledgerOf(goal('granted', 1), reached, goal('deprovisioned', 2))
    expect([ledger.epoch, ledger.goal, ledger.reached]).toEqual([2, 'deprovisioned', false])
  })

  test('that an older goal was reached says nothing of the newer one', async () => {
    const late: JournalRecord = { type: 'reached', goal: 'granted', at, epoch: 2 }
    expect((await ledgerOf(goal('granted', 1), goal('clean', 2), late)).reached).toBe(false)
  })

  test('a reached cleanup ends the consents, and nothing else does', async () => {
    const consented: JournalRecord = { type: 'consented', purpose: 'mail flow', at, epoch: 0 }
    const reached = (name: Goal): JournalRecord => ({ type: 'reached', goal: name, at, epoch: 1 })
    for (const name of GOALS)
      expect([...(await ledgerOf(consented, goal(name, 1), reached(name))).consents.keys()]).toEqual(
        name === 'clean' ? [] : ['mail flow'],
      )
  })

  test('a claim in doubt stays open when a later one follows, and ends when its entries are released', async () => {
    const doubtful = [claim('a', ['e1', 'e2']), claim('b', ['e2']), done('b')]
    const known = (await ledgerOf(...doubtful)).of('I1')
    expect(known).toMatchObject({ claimed: ['e2'], openClaims: [{ opId: 'a', entries: ['e1', 'e2'] }] })
    const release: JournalRecord = {
      ...claim('c', ['e1', 'e2']),
      type: 'intent',
      action: 'release',
    } as JournalRecord
    expect((await ledgerOf(...doubtful, release, done('c'))).of('I1')).toMatchObject({
      claimed: [],
      openClaims: [],
    })
  })
})
