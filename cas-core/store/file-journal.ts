/**
 * A journal in a file: what was appended is on the disk before `append` returns, so that it survives the process and
 * the machine. The lease is in the file, too, so two processes on one file need nothing else to agree.
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { Journal, Lease } from '../ports.ts'
import { mayAppend, nextLease } from './leases.ts'
import { isWhole, type Line, Lines, lineOf } from './lines.ts'
import { LeaseHeld, LeaseLost } from './refusals.ts'

export interface FileJournal extends Journal {
  close(): void
}

/**
 * Opens the journal, or begins it. A last line that a crash cut off is ignored: its request never left.
 * @throws Error naming file and line where a line is broken, or the file and the mend where it cannot be used
 */
export function fileJournal(path: string): FileJournal {
  const file = new JournalFile(path)
  return {
    async read(after) {
      const { records } = file.lines()
      return { records: records.slice(after), version: records.length }
    },
    async append(records, at) {
      const { lease, records: before } = file.ended()
      mayAppend(lease, before.length, at)
      const isAccepted = file.write({ version: at.version, fence: at.fence, records })
      const { lease: last, records: after } = file.lines()
      // another process may have written between the look and the line: the file decides
      if (!isAccepted) mayAppend(last, after.length, at)
      return at.version + records.length
    },
    async lease(holder, ttlMs, nowMs) {
      const { lease: before } = file.ended()
      const wanted = { holder, untilMs: nowMs + ttlMs, pid: process.pid }
      const isGone = before.pid !== 0 && !isAlive(before.pid)
      const given = { ...wanted, ...nextLease(before, wanted, nowMs, isGone) }
      if (file.write({ lease: given })) return leaseOn(file, given.fence)
      const { lease: other } = file.lines()
      throw new LeaseHeld(other.holder, other.untilMs)
    },
    close: () => file.close(),
  }
}

function leaseOn(file: JournalFile, fence: number): Lease {
  return {
    fence,
    async renew(ttlMs, nowMs) {
      const isOurs = file.lines().lease.fence === fence
      if (!isOurs || !file.write({ renewed: { fence, untilMs: nowMs + ttlMs } }))
        throw new LeaseLost(fence, file.lines().lease.holder)
    },
    async release() {
      if (file.lines().lease.fence === fence) file.write({ renewed: { fence, untilMs: 0 } })
    },
  }
}

/** The open file, and what has been read of it. */
class JournalFile {
  readonly #path: string
  readonly #file: number
  readonly #lines: Lines
  /** Bytes whose lines have been taken. */
  #taken = 0
  /** What follows the last whole line. */
  #tail = ''

  constructor(path: string) {
    this.#path = path
    this.#lines = new Lines(path)
    this.#file = orUnusable(path, () => openSync(path, 'a+'))
    try {
      this.lines()
    } catch (error) {
      closeSync(this.#file)
      throw error
    }
  }

  /** The lines that are in the file now. @throws Error naming a line that is broken */
  lines(): Lines {
    this.#catchUp()
    // a crash cuts a line short; it never puts something in place of its end
    if (isWhole(this.#tail.slice(0, -1))) this.#lines.take(this.#tail)
    this.#lines.end()
    return this.#lines
  }

  /** The lines, with a cut one ended, so that another can follow. */
  ended(): Lines {
    const lines = this.lines()
    if (this.#tail === '') return lines
    this.#put('\n')
    this.#catchUp()
    return lines
  }

  /** Whether the line was accepted, by the order of lines in the file. */
  write(line: Line): boolean {
    const own = lineOf(this.#lines.isBroken ? { ...line, torn: true } : line)
    this.#put(own)
    return this.#catchUp(own.slice(0, -1))
  }

  #put(text: string): void {
    orUnusable(this.#path, () => {
      writeSync(this.#file, text)
      fdatasyncSync(this.#file)
    })
  }

  close(): void {
    closeSync(this.#file)
  }

  /** Takes what has been added to the file. Returns whether a line of that text was among it and accepted. */
  #catchUp(own?: string): boolean {
    const { size } = fstatSync(this.#file)
    if (size < this.#taken)
      throw new Error(`${this.#path}: was cut while it was in use; restore it from a copy`)
    if (size === this.#taken) return false
    const bytes = Buffer.alloc(size - this.#taken)
    readSync(this.#file, bytes, 0, bytes.length, this.#taken)
    const end = bytes.lastIndexOf(0x0a) + 1
    this.#taken += end
    this.#tail = bytes.toString('utf8', end)
    let isAccepted = false
    for (const text of bytes.toString('utf8', 0, end).split('\n').slice(0, -1))
      isAccepted = (this.#lines.take(text) && text === own) || isAccepted
    return isAccepted
  }
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

/** @throws Error naming the file and the mend, where it cannot be used */
function orUnusable<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const reason = REASONS.get(codeOf(error)) ?? (error instanceof Error ? error.message : error)
    throw new Error(`${path}: ${reason}`)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
