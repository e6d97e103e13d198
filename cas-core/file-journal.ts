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
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import type { Journal, JournalRecord } from './journal.ts'

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
    throw error
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

/** A lock file with the holder's process id; one whose process is gone is taken over. */
function hold(lock: string): () => void {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch {
    const holder = Number(readFileSync(lock, 'utf8'))
    if (isAlive(holder)) throw new Error(`process ${holder} holds ${lock}; wait until it ends`)
    writeFileSync(lock, String(process.pid))
  }
  return () => rmSync(lock, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
