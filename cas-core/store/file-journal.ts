/**
 * A journal in a file: one record a line, on the disk before `append` returns, so that it survives the process and
 * the machine. One process at a time holds it.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import type { Journal, JournalRecord } from '../reconcile/journal.ts'

export interface FileJournal extends Journal {
  close(): void
}

/**
 * Opens the journal, or begins it. A last line that was cut off by a crash is dropped: its request never left.
 * @throws Error naming file and line where an earlier line is broken, or the process that holds the file
 */
export function fileJournal(path: string): FileJournal {
  const release = hold(`${path}.lock`)
  try {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const records = recordsIn(whole, path)
    const file = openSync(path, 'a')
    if (whole.length < text.length) ftruncateSync(file, Buffer.byteLength(whole))
    return {
      records: () => records,
      append(record) {
        writeSync(file, `${JSON.stringify(record)}\n`)
        fdatasyncSync(file)
        records.push(record)
      },
      close() {
        closeSync(file)
        release()
      },
    }
  } catch (error) {
    release()
    throw codeOf(error) === undefined ? error : unusable(path, error)
  }
}

function recordsIn(text: string, path: string): JournalRecord[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      const record = parsed(line)
      if (record) return record
      throw new Error(
        `${path}, line ${i + 1}: is no journal record; restore the file from a copy, its lines must not be edited`,
      )
    })
}

function parsed(line: string): JournalRecord | undefined {
  try {
    const record = JSON.parse(line)
    return typeof record?.type === 'string' &&
      typeof record.at === 'number' &&
      typeof record.epoch === 'number'
      ? record
      : undefined
  } catch {
    return undefined
  }
}

const TRIES_MAX = 3

/** A lock file with the holder's process id; one whose process is gone is taken over. */
function hold(lock: string): () => void {
  for (let tries = 1; ; tries++)
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw unusable(lock.slice(0, -'.lock'.length), error)
      const holder = holderOf(lock)
      if (holder !== undefined && (isAlive(holder) || tries === TRIES_MAX))
        throw new Error(
          `process ${holder || 'of no number'} holds ${lock}; wait until it ends, or delete the file where none runs`,
        )
      if (holder !== undefined) takeAway(lock, holder)
    }
}

/** Undefined where it has been released meanwhile. 0 is a holder that has not yet written who it is. */
function holderOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Of several that find the holder dead one alone can rename the lock, and it looks again at what it has got. */
function takeAway(lock: string, dead: number): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if (holderOf(aside) === dead) rmSync(aside, { force: true })
  else renameSync(aside, lock)
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

const NO_FOLDER = 'its folder does not exist; make the folder first'
const NOT_WRITABLE = 'may not be written; name a file where you may write'
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', NO_FOLDER],
  ['ENOTDIR', NO_FOLDER],
  ['EISDIR', 'is a folder; name a file in it'],
  ['EACCES', NOT_WRITABLE],
  ['EPERM', NOT_WRITABLE],
  ['EROFS', NOT_WRITABLE],
])

/** A journal that cannot be opened, in words that name the file and the mend. */
const unusable = (path: string, error: unknown): Error =>
  new Error(`${path}: ${REASONS.get(codeOf(error)) ?? (error instanceof Error ? error.message : error)}`)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
