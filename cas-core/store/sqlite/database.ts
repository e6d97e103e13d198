/** An open SQLite file: statements are prepared once, and what goes wrong is named with its place and its mend. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { openedHere } from './open-here.ts'

/** A row, as a statement gives it back. */
export type Row = Readonly<Record<string, unknown>>

export class Database {
  readonly #file: string
  readonly #path: string
  readonly #ino: number | undefined
  readonly #isClosed: () => void
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #sleep: ((ms: number) => Promise<void>) | undefined

  /**
   * @param named the file, as errors name it
   * @param busyMs how long a write waits for the write of another process, while nothing else happens in this one
   * @throws Error naming the file and the mend
   */
  constructor(file: string, named = file, busyMs = 5_000) {
    this.#file = resolve(file)
    this.#path = named
    this.#database = this.#named(() => new DatabaseSync(file, { timeout: busyMs }))
    const found = statSync(this.#file, { throwIfNoEntry: false })
    this.#ino = found?.ino
    this.#isClosed = found ? openedHere(found) : () => undefined
  }

  /** From now on, writes that have to wait let the process do other things meanwhile. */
  waitWith(sleep: (ms: number) => Promise<void>): void {
    this.script(`PRAGMA busy_timeout = ${BLOCKED_MS}`)
    this.#sleep = sleep
  }

  /** A transaction that waits its turn among those of other processes. @param work is done again where it had to wait */
  async write<T>(work: () => T): Promise<T> {
    for (let tries = 1; ; tries++)
      try {
        return this.transaction(work)
      } catch (error) {
        const isBusy = error instanceof Error && primaryCodeOf(error.cause) === BUSY
        if (!isBusy || this.#sleep === undefined || tries >= TRIES_MAX) throw error
        await this.#sleep(PAUSE_MS)
      }
  }

  /** Runs statements that give nothing back and are used once. */
  script(sql: string): void {
    this.#named(() => this.#database.exec(sql))
  }

  /** Returns how many rows it changed. @throws Error where the file is no longer at its place */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    if (!this.#database.isTransaction) this.#demandInPlace()
    return this.#named(() => Number(this.#prepared(sql).run(...values).changes))
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#named(() => this.#prepared(sql).get(...values))
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#named(() => this.#prepared(sql).all(...values))
  }

  /** All of the work takes effect, or nothing of it. No other process writes meanwhile. */
  transaction<T>(work: () => T): T {
    this.run('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      // SQLite itself may have rolled back, where the disk is full
      if (this.#database.isTransaction) this.run('ROLLBACK')
      throw error
    }
  }

  close(): void {
    if (!this.#database.isOpen) return
    this.#database.close()
    this.#isClosed()
  }

  /** What is written in a file that was moved or deleted is lost to everybody who opens the path later. */
  #demandInPlace(): void {
    const ino = statSync(this.#file, { throwIfNoEntry: false })?.ino
    if (ino !== this.#ino) throw new Error(`${this.#path}: ${NOT_IN_PLACE}`)
  }

  #prepared(sql: string): StatementSync {
    const kept = this.#statements.get(sql)
    if (kept) return kept
    const prepared = this.#database.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }

  #named<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      const reason = REASONS.get(primaryCodeOf(error))
      throw new Error(`${this.#path}: ${reason ?? (error instanceof Error ? error.message : error)}`, {
        cause: error,
      })
    }
  }
}

/** SQLite's primary result code, which is the lowest byte of each extended one. Source: sqlite.org/rescode.html. */
function primaryCodeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

const BUSY = 5
/** Nothing else happens in the process for so long: most transactions of this program take less. */
const BLOCKED_MS = 10
const PAUSE_MS = 90
/** Five seconds in all, as long as a process waits that has nothing else to do. */
const TRIES_MAX = 50

export const NOT_WRITABLE = 'may not be written; name a file where you may write'
/** The log of the damaged file would be taken for that of the copy. Source: sqlite.org/howtocorrupt.html, section 1.4. */
const DAMAGED = 'is damaged; restore it from a copy, and delete the files -wal and -shm that lie next to it'
const NOT_IN_PLACE = 'was moved, replaced or deleted while it was open; put it back, or start again'

const REASONS: ReadonlyMap<number | undefined, string> = new Map([
  [3, NOT_WRITABLE],
  [BUSY, 'is locked by another process; end that process, or try again later'],
  [8, NOT_WRITABLE],
  [10, 'cannot be read or written; look at its disk'],
  [11, DAMAGED],
  [13, 'has no room to grow; free some space on its disk'],
  [14, 'cannot be opened; name a file that you may read and write, in a folder where you may write'],
  [26, DAMAGED],
])
