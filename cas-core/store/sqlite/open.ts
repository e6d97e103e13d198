/**
 * Opens the file of a store. One that is not there is made next to its place, and put there whole: no process, and no
 * crash, ever meets half a store. A journal of lines, as earlier versions kept it, is taken over on the same way.
 */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { JournalRecord } from '../../ports.ts'
import { formerJournal, isFormerJournal } from '../json-lines/former-journal.ts'
import { isAlive } from '../processes.ts'
import { Database } from './database.ts'
import { writeRecords } from './journal.ts'
import { isBeingMade, madeAlone } from './making.ts'
import { isOpenHere } from './open-here.ts'
import { migrate } from './schema.ts'
import { IS_FOLDER, NO_FOLDER, orUnusable } from './unusable.ts'

/** Only the user that runs the product reads what it keeps. */
const MODE = 0o600

/**
 * @param account name under which the records of a journal of lines are kept
 * @throws Error naming file and mend where it cannot be used; the file is then as it was
 */
export function openDatabase(path: string, account: string): Database {
  const file = orUnusable(path, () => placeOf(path))
  // a crash may have come between the store and the end of its making
  if (kindOf(file) !== 'store' || isBeingMade(file)) begin(file, account)
  orUnusable(path, () => accessSync(file, constants.R_OK | constants.W_OK))
  const database = new Database(file)
  try {
    // a commit is on the disk before it returns
    database.script('PRAGMA synchronous = FULL')
    migrate(database, file)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Where the path leads to, so that a link to a file stays a link. */
function placeOf(path: string): string {
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  if (!folder?.isDirectory()) throw new Error(NO_FOLDER)
  return statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path
}

/** Makes the store, unless another process does so first. */
function begin(path: string, account: string): void {
  madeAlone(path, () => {
    const kind = kindOf(path)
    if (kind === 'lines') takeOver(path, account)
    else if (kind === 'nothing') make(path, account, [])
  })
}

/** At every moment the path holds the old journal or the whole store. */
function takeOver(path: string, account: string): void {
  const { records, lease } = formerJournal(readFileSync(path, 'utf8'), path)
  if (lease.untilMs > 0 && lease.pid !== 0 && lease.pid !== process.pid && isAlive(lease.pid))
    throw new Error(
      `${path}: an earlier version of this program works with it (${lease.holder}, process ${lease.pid}); end it first`,
    )
  const kept = `${path}.jsonl`
  const before = statSync(kept, { throwIfNoEntry: false })
  // a crash may have left the second name
  if (before && before.ino !== statSync(path).ino)
    throw new Error(`${kept}: is in the way, the former journal is to be kept there; move it away`)
  if (!before) orUnusable(kept, () => linkSync(path, kept))
  make(path, account, records)
}

function make(path: string, account: string, records: readonly JournalRecord[]): void {
  const file = `${path}.new`
  // what a crash left of them; the log of a store that is gone would be taken for the new one's
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${path}-wal`, `${path}-shm`])
    rmSync(name, { force: true })
  orUnusable(path, () => closeSync(openSync(file, 'wx', MODE)))
  const database = new Database(file, path)
  try {
    database.script('PRAGMA synchronous = FULL')
    migrate(database, path)
    database.transaction(() => writeRecords(database, account, records, 0))
    // last, so that nothing of the store is in a log, which the new name would not have
    database.script('PRAGMA journal_mode = WAL')
  } finally {
    database.close()
  }
  orUnusable(path, () => {
    renameSync(file, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  })
}

/** How SQLite's files begin. Source: sqlite.org/fileformat2.html. */
const MAGIC = 'SQLite format 3\0'

/** @throws Error for what is neither a store nor a journal of lines */
function kindOf(path: string): 'nothing' | 'store' | 'lines' {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return 'nothing'
  if (found.isDirectory()) throw new Error(`${path}: ${IS_FOLDER}`)
  if (!found.isFile()) throw new Error(`${path}: is not a file; name a file`)
  if (isOpenHere(found)) return 'store'
  if (found.size === 0) return 'nothing'
  const beginning = beginningOf(path)
  if (beginning === MAGIC) return 'store'
  if (isFormerJournal(beginning)) return 'lines'
  throw new Error(`${path}: is neither a store nor a journal of an earlier version; name another file`)
}

function beginningOf(path: string): string {
  return orUnusable(path, () => {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(MAGIC.length)
      return bytes.toString('latin1', 0, readSync(file, bytes))
    } finally {
      closeSync(file)
    }
  })
}
