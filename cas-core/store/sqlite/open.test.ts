import { execFile } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JournalRecord } from '../../ports.ts'
import { sqliteStore } from '../sqlite-store.ts'
import { Database } from './database.ts'

/** As an earlier version wrote it: bare records, then lines with checksums, one of them cut off by a crash. */
const FORMER = `{"type":"goal","at":1,"epoch":1,"goal":"Grüße"}
{"type":"goal","at":2,"epoch":1}
b270cd31 {"lease":{"holder":"process 1","untilMs":1000,"pid":14003,"fence":1}}
47912202 {"version":2,"fence":1,"records":[{"type":"goal","at":3,"epoch":1},{"type":"goal","at":4,"epoch":1}]}
1a212318 {"renewed":{"fence":1,"untilMs":1500}}
2b9d2cac {"version":4,"fence":1,"records":[{"type":"goal","at":5,"epo
1e544cf2 {"lease":{"holder":"process 1","untilMs":1000,"pid":14003,"fence":2},"torn":true}
a8d8345f {"version":4,"fence":2,"records":[{"type":"intent","at":6,"epoch":1,"entries":["a"]}]}
8cc8bcd7 {"renewed":{"fence":2,"untilMs":0}}
`
const goal = (at: number, more: object = {}): JournalRecord => ({ type: 'goal', at, epoch: 1, ...more })
const RECORDS = [
  goal(1, { goal: 'Grüße' }),
  goal(2),
  goal(3),
  goal(4),
  goal(6, { type: 'intent', entries: ['a'] }),
]

/** What an earlier version writes when it begins to work. */
function leasedBy(pid: number): string {
  const json = JSON.stringify({ lease: { holder: 'earlier', untilMs: 1_000, pid, fence: 1 } })
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
}

/** A module's text in a separate process, where `store` is the store at the path. */
async function elsewhere(text: string): Promise<string> {
  const door = new URL('../sqlite-store.ts', import.meta.url)
  const head = `import { sqliteStore } from '${door}'\nconst store = sqliteStore(${JSON.stringify(path)}, 'inline')\n`
  const argv = ['--input-type=module', '-e', head + text]
  return (await promisify(execFile)(process.execPath, argv)).stdout
}

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
  path = join(folder, 'a.journal')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function recordsNow(): Promise<readonly JournalRecord[]> {
  const store = sqliteStore(path, 'inline')
  try {
    return (await store.of('inline').journal.read(0)).records
  } finally {
    await store.close()
  }
}

describe('a journal of lines', () => {
  test('is taken over once, and stays next to the store as it was', async () => {
    writeFileSync(path, FORMER)
    expect(await recordsNow()).toEqual(RECORDS)
    expect(readFileSync(`${path}.jsonl`, 'utf8')).toBe(FORMER)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).sort()).toEqual(['a.journal', 'a.journal.jsonl'])
    const made = statSync(path)
    const store = sqliteStore(path)
    const { journal } = store.of('inline')
    const { fence } = await journal.lease('b', 1, 0)
    await journal.append([goal(7)], { version: 5, fence })
    await store.close()
    expect(await recordsNow()).toEqual([...RECORDS, goal(7)])
    expect(statSync(path).ino).toBe(made.ino)
  })

  test.each([
    [
      FORMER.replace('"at":3', '"at":9'),
      /a\.journal, line 4: is damaged: its checksum does not fit; restore/,
    ],
    [`${FORMER.slice(0, -1)}x`, /a\.journal, line 9: is damaged/],
    ['{"type":7}\n', /a\.journal, line 1: is not a journal record/],
  ])('that is broken is refused by line, and left as it was', async (text, said) => {
    writeFileSync(path, text)
    await expect(recordsNow()).rejects.toThrow(said)
    expect(readdirSync(folder)).toEqual(['a.journal'])
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('is taken over after crashes within earlier attempts', async () => {
    writeFileSync(path, FORMER)
    linkSync(path, `${path}.jsonl`)
    writeFileSync(`${path}.making`, '')
    writeFileSync(`${path}.new`, 'SQLite format 3\0 half')
    writeFileSync(`${path}.new-wal`, 'half')
    expect(await recordsNow()).toEqual(RECORDS)
    expect(readdirSync(folder).sort()).toEqual(['a.journal', 'a.journal.jsonl'])
  })

  test('is left alone where its place for later is taken, or an earlier version works with it', async () => {
    writeFileSync(path, FORMER)
    writeFileSync(`${path}.jsonl`, 'other')
    await expect(recordsNow()).rejects.toThrow('a.journal.jsonl: is in the way')
    rmSync(`${path}.jsonl`)
    writeFileSync(path, leasedBy(process.ppid))
    await expect(recordsNow()).rejects.toThrow(`process ${process.ppid}); end it first`)
    expect(readFileSync(path, 'utf8')).toBe(leasedBy(process.ppid))
    expect(readdirSync(folder)).toEqual(['a.journal'])
  })
})

describe('a place that cannot hold a store is named with the mend, and left as it was', () => {
  const foreign = (sql: string) => {
    const database = new DatabaseSync(path)
    database.exec(sql)
    database.close()
  }
  test.each<[string, () => void, string]>([
    ['a folder', () => mkdirSync(path), 'a.journal: is a folder; name a file in it'],
    ['a text', () => writeFileSync(path, 'Dear diary,\n'), 'a.journal: is neither a store nor a journal of'],
    [
      'a cut file',
      () => writeFileSync(path, 'SQLite format 3\0'),
      'a.journal: is damaged; restore it from a',
    ],
    [
      'the database of another program',
      () => foreign('CREATE TABLE a (b)'),
      'a.journal: is the database of another program; name another file',
    ],
    [
      'a store of a newer version',
      () => foreign(`PRAGMA application_id = ${0x63617370}; PRAGMA user_version = 99`),
      'a.journal: was made by a newer version of this program (its tables have version 99',
    ],
  ])('%s', async (_, put, said) => {
    put()
    const before = statSync(path).isFile() ? readFileSync(path, 'latin1') : ''
    await expect(recordsNow()).rejects.toThrow(said)
    expect(readdirSync(folder)).toEqual(['a.journal'])
    expect(statSync(path).isFile() ? readFileSync(path, 'latin1') : '').toBe(before)
  })

  test('a folder that is not there', () => {
    expect(() => sqliteStore(join(folder, 'none', 'store'))).toThrow(
      'none/store: its folder does not exist; make the folder first',
    )
    writeFileSync(join(folder, 'file'), '')
    expect(() => sqliteStore(join(folder, 'file', 'store'))).toThrow('file/store: its folder does not exist')
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be written', async () => {
    await recordsNow()
    chmodSync(path, 0o400)
    await expect(recordsNow()).rejects.toThrow(
      'a.journal: may not be written; name a file where you may write',
    )
  })

  test('a store whose pages are damaged', async () => {
    await recordsNow()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0x5a, 100))
    await expect(recordsNow()).rejects.toThrow('a.journal: is damaged; restore it from a copy')
  })

  test('a store that another process has locked', async () => {
    await recordsNow()
    const other = new DatabaseSync(path)
    other.exec('BEGIN EXCLUSIVE')
    const waiting = new Database(path, path, 1)
    expect(() => waiting.transaction(() => undefined)).toThrow(
      'a.journal: is locked by another process; end that process, or try again later',
    )
    // who only reads waits for nobody
    expect(waiting.get('SELECT count(*) AS n FROM records')).toEqual({ n: 0 })
    for (const one of [waiting, other]) one.close()
  })
})

test('an empty file becomes a store, and a link to a file stays a link', async () => {
  writeFileSync(path, '')
  const target = path
  path = join(folder, 'link')
  symlinkSync(target, path)
  expect(await recordsNow()).toEqual([])
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
  expect(readFileSync(target, 'latin1')).toMatch(/^SQLite format 3/)
})

test('the log of a store that was deleted is not taken for the new one’s', async () => {
  const store = sqliteStore(path, 'inline')
  const { journal } = store.of('inline')
  const { fence } = await journal.lease('a', 1, 0)
  await journal.append([goal(1)], { version: 0, fence })
  const log = readFileSync(`${path}-wal`)
  await store.close()
  rmSync(path)
  writeFileSync(`${path}-wal`, log)
  expect(await recordsNow()).toEqual([])
})

test('what a crash left between the store and the end of its making goes with the next start', async () => {
  await recordsNow()
  writeFileSync(`${path}.making`, '')
  expect(await recordsNow()).toEqual([])
  expect(readdirSync(folder)).toEqual(['a.journal'])
})

test('a store that was replaced while it was open takes nothing more, since nobody would find it', async () => {
  const store = sqliteStore(path, 'inline')
  const { journal } = store.of('inline')
  const { fence } = await journal.lease('a', 60_000, 0)
  await journal.append([goal(1)], { version: 0, fence })
  renameSync(path, `${path}.away`)
  const said = 'a.journal: was moved, replaced or deleted while it was open'
  await expect(journal.append([goal(2)], { version: 1, fence })).rejects.toThrow(said)
  writeFileSync(path, '')
  await expect(store.releaseTenant('t', 'acme')).rejects.toThrow(said)
  renameSync(`${path}.away`, path)
  expect(await journal.append([goal(2)], { version: 1, fence })).toBe(2)
  await store.close()
})

test('a store that a process opens a second time stays locked, so that nobody takes its log away', async () => {
  const store = sqliteStore(path)
  await store.claimTenant('t', 'acme')
  await sqliteStore(path).close()
  await elsewhere('await store.close()')
  expect(readdirSync(folder)).toContain('a.journal-wal')
  expect(await store.claimTenant('t', 'other')).toBe('acme')
  await store.close()
  expect(readdirSync(folder)).toEqual(['a.journal'])
})

test('files of a store are for their owner alone', async () => {
  const store = sqliteStore(path)
  await store.claimTenant('t', 'acme')
  const files = readdirSync(folder)
  expect(files).toContain('a.journal-wal')
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  await store.close()
})

test('a write waits for that of another process, and other things happen here meanwhile', async () => {
  await recordsNow()
  const other = new DatabaseSync(path)
  let waits = 0
  const store = sqliteStore(path, 'inline', async () => {
    if (++waits === 3) other.exec('COMMIT')
  })
  other.exec('BEGIN IMMEDIATE')
  expect([await store.claimTenant('t', 'acme'), waits]).toEqual(['acme', 3])
  other.exec('BEGIN IMMEDIATE')
  await expect(store.of('inline').journal.lease('here', 1_000, 2)).rejects.toThrow(
    'a.journal: is locked by another process',
  )
  other.close()
  expect((await store.of('inline').journal.lease('here', 1_000, 2)).fence).toBe(1)
  await store.close()
})

test('the lease of a process that is gone is not waited for, and that of a running one is', async () => {
  const lease = `const { fence } = await store.of('inline').journal.lease('another', 3_600_000, 1)\n`
  await elsewhere(`${lease} process.kill(process.pid, 'SIGKILL')`).catch(() => undefined)
  const store = sqliteStore(path)
  const { journal } = store.of('inline')
  expect((await journal.lease('here', 1_000, 2)).fence).toBe(2)
  const refusal = await elsewhere(`
    const { journal } = store.of('inline')
    await journal.lease('another', 1, 3).catch(({ name, holder, untilMs }) => console.log(name, holder, untilMs))`)
  expect(refusal).toBe('LeaseHeld here 1002\n')
  await store.close()
})

test('a person reads times as text in the views', async () => {
  const store = sqliteStore(path)
  const { journal, quarantine } = store.of('inline')
  const { fence } = await journal.lease('a', 1_000, Date.UTC(2026, 0, 5))
  await journal.append([goal(Date.UTC(2026, 0, 5, 1, 2, 3, 45), { goal: 'granted' })], { version: 0, fence })
  await quarantine.put({
    id: 'q',
    mailbox: 'u',
    messageId: undefined,
    from: 'inbox',
    internetMessageId: '<1@a>',
    subject: 'Invoice',
    sender: 'eve@example.com',
    filter: 'Malware Scanning',
    policy: 'Default',
    status: 'Quarantined',
    at: Date.UTC(2026, 1, 1),
  })
  await store.close()
  const database = new DatabaseSync(path, { readOnly: true })
  const rows = (view: string) => database.prepare(`SELECT * FROM ${view}`).all()
  expect(rows('journal')).toEqual([
    {
      account: 'inline',
      version: 1,
      time: '2026-01-05T01:02:03.045Z',
      epoch: 1,
      type: 'goal',
      body: '{"goal":"granted"}',
    },
  ])
  expect(rows('workers')).toMatchObject([
    { holder: 'a', until: '2026-01-05T00:00:01.000Z', pid: process.pid },
  ])
  expect(rows('put_aside')).toMatchObject([{ time: '2026-02-01T00:00:00.000Z', sender: 'eve@example.com' }])
  database.close()
})
