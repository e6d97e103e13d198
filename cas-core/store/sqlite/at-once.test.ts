/** Several processes that begin on one store at the same moment. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteStore } from '../sqlite-store.ts'
import { firstTables } from './schema.ts'

const PROCESSES = 5
const ROUNDS = 4

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'at-once-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Opens the store of each round as soon as all processes stand ready for it, and adds a record under a lease. */
const TEXT = `
  const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  for (let round = 0; round < ROUNDS; round++) {
    writeFileSync(FOLDER + '/ready ' + round + '/' + process.pid, '')
    while (readdirSync(FOLDER + '/ready ' + round).length < PROCESSES) pause(1)
    const store = sqliteStore(FOLDER + '/' + round + '/store', 'inline')
    const { journal } = store.of('inline')
    for (let isDone = false; !isDone; pause(2)) {
      const lease = await journal.lease('worker ' + process.pid, 60_000, Date.now()).catch((error) => {
        if (error.name !== 'LeaseHeld') throw error
      })
      if (!lease) continue
      const { version } = await journal.read(0)
      await journal.append([{ type: 'goal', at: 0, epoch: 1 }], { version, fence: lease.fence })
      await lease.release()
      isDone = true
    }
    await store.close()
  }`

/** Returns what a process said before it failed; '' where it did not. */
function begun(): Promise<string> {
  const door = new URL('../sqlite-store.ts', import.meta.url)
  const head = `
    import { sqliteStore } from '${door}'
    import { readdirSync, writeFileSync } from 'node:fs'
    const [FOLDER, ROUNDS, PROCESSES] = ${JSON.stringify([folder, ROUNDS, PROCESSES])}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', head + TEXT])
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0 ? '' : `${code}: ${said}`)))
}

test.each<[string, (path: string) => void, number]>([
  ['a journal of lines', (path) => writeFileSync(path, '{"type":"goal","at":1,"epoch":1}\n'), 1],
  ['nothing', () => undefined, 0],
  ['the tables of an earlier version', earlier, 0],
  ['what a crash left of a store', (path) => writeFileSync(`${path}.making`, ''), 0],
])('begin with %s: one makes the store, all go on with it, and nothing is lost', async (_, put, before) => {
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of [String(round), `ready ${round}`]) mkdirSync(join(folder, name))
    put(join(folder, String(round), 'store'))
  }
  const said = await Promise.all(Array.from({ length: PROCESSES }, begun))
  expect(said).toEqual(said.map(() => ''))
  for (let round = 0; round < ROUNDS; round++) {
    const place = join(folder, String(round))
    const left = readdirSync(place).filter((name) => name !== 'store.jsonl')
    expect(left).toEqual(['store'])
    const store = sqliteStore(join(place, 'store'), 'inline')
    expect((await store.of('inline').journal.read(0)).version).toBe(before + PROCESSES)
    await store.close()
  }
})

function earlier(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; ${firstTables}; PRAGMA user_version = 1`)
  database.close()
}
