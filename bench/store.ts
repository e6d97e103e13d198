/**
 * (j) What the store adds to SQLite: appends to a journal, each on the disk before it is told, against bare inserts of the
 * same text with the same durability. Counted in time on the wall, since both wait for the disk; the ways take turns.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Journal, sqliteStore } from '#cas-core'
import { type Bench, median, ROUNDS, ratioOf } from './measurement.ts'

const APPENDS = 200
const GOAL = { at: 'least', bound: 0.5 } as const

/** An intent as the product writes it. */
const RECORD = {
  type: 'intent',
  at: Date.UTC(2026, 0, 5),
  epoch: 1,
  opId: '11111111-1111-4111-8111-111111111111',
  key: 'TMCAS Inline Incoming Domain Transport Rule',
  action: 'create',
  wanted: '0'.repeat(64),
}

export const store: Bench = {
  name: 'store',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'casproof-store-'))
    try {
      const bare = bareInserts(join(folder, 'bare.db'))
      const appends = await journalAppends(join(folder, 'store.db'))
      const ways = { bare: bare.act, store: appends.act }
      const times = { bare: [] as number[], store: [] as number[] }
      for (let round = -1; round < ROUNDS; round++)
        for (const way of ['bare', 'store'] as const) {
          const began = performance.now()
          for (let i = 0; i < APPENDS; i++) await ways[way]()
          if (round >= 0) times[way].push((performance.now() - began) / APPENDS)
        }
      bare.close()
      await appends.close()
      return [
        {
          measurement: 'bare SQLite inserts in a second, each on the disk',
          value: 1000 / median(times.bare),
          unit: '/s',
        },
        {
          measurement: '  appends of the store in a second, against them',
          value: 1000 / median(times.store),
          unit: '/s',
          ratio: ratioOf(times.bare, times.store),
          goal: GOAL,
        },
      ]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

function bareInserts(path: string) {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE records (body TEXT)')
  const insert = database.prepare('INSERT INTO records VALUES (?)')
  return { act: async () => insert.run(JSON.stringify(RECORD)), close: () => database.close() }
}

async function journalAppends(path: string) {
  const opened = sqliteStore(path)
  const journal: Journal = opened.of('acme/1/inline').journal
  const { fence } = await journal.lease('bench', 1, 0)
  let version = 0
  const act = async () => {
    version = await journal.append([RECORD], { version, fence })
  }
  return { act, close: () => opened.close() }
}
