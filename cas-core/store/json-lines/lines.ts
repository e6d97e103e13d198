/**
 * The lines of a journal file, as earlier versions wrote it. Each is `checksum json`: records that were appended together, or a lease. A line says
 * which version and fence its writer knew, so that of two writers at once every reader believes the same one.
 * Lines of an older kind, one bare record each, are read too.
 */
import { crc32 } from 'node:zlib'
import type { JournalRecord } from '../../ports.ts'
import { type LeaseState, NO_LEASE } from '../leases.ts'

/** The holder's process, so that a lease whose process has ended need not be waited for. */
export interface FileLease extends LeaseState {
  readonly pid: number
}

export type Line = (
  | { readonly version: number; readonly fence: number; readonly records: readonly JournalRecord[] }
  | { readonly lease: FileLease }
  | { readonly renewed: Pick<FileLease, 'fence' | 'untilMs'> }
) & {
  /** The line before this one was cut off by a crash, and this one ends it. */
  readonly torn?: true
}

/** The sum of the lines so far. */
export class Lines {
  readonly records: JournalRecord[] = []
  lease: FileLease = { ...NO_LEASE, pid: 0 }
  #count = 0
  #hasChecksums = false
  /** Number and fault of a line that is broken, unless the next one says that it was cut off. */
  #broken: { readonly line: number; readonly fault: string } | undefined
  readonly #path: string

  /** @param path the file, as errors name it */
  constructor(path: string) {
    this.#path = path
  }

  /**
   * Takes a line without its end. Returns false for a line of a writer that was overtaken: it is passed over.
   * @throws Error naming a line that is broken or missing
   */
  take(text: string): boolean {
    this.#count++
    const line = this.#parsed(text)
    if (typeof line === 'string') {
      // a crash leaves one cut line; two processes that repair it at the same time leave an empty one
      if (text !== '') this.end()
      this.#broken ??= { line: this.#count, fault: line }
      return false
    }
    if (line.torn) this.#broken = undefined
    this.end()
    return this.#accepted(line)
  }

  /** To be called when all lines are taken. @throws Error naming the last line, where it is broken */
  end(): void {
    if (this.#broken) this.#refuse(this.#broken.fault, this.#broken.line)
  }

  #accepted(line: Line): boolean {
    const { fence } = this.lease
    if ('lease' in line) {
      if (line.lease.fence > fence + 1) this.#refuse(MISSING)
      // if two claim the lease at the same time, the first one has it
      if (line.lease.fence <= fence) return false
      this.lease = line.lease
      return true
    }
    if ('renewed' in line) {
      if (line.renewed.fence !== fence) return false
      this.lease = { ...this.lease, ...line.renewed }
      return true
    }
    if (line.version > this.records.length || line.fence > fence) this.#refuse(MISSING)
    if (line.version < this.records.length || line.fence < fence) return false
    this.records.push(...line.records)
    return true
  }

  /** What a line says, or what is wrong with it. */
  #parsed(text: string): Line | string {
    // an older line is one bare record; it never follows on a line with a checksum
    if (!this.#hasChecksums && !isSum(text)) {
      const record = jsonIn(text)
      if (!isRecord(record)) return 'is not a journal record'
      return { version: this.records.length, fence: this.lease.fence, records: [record] }
    }
    if (!isWhole(text)) return 'is damaged: its checksum does not fit'
    this.#hasChecksums = true
    return jsonIn(text.slice(SUM_LENGTH + 1)) as Line
  }

  #refuse(what: string, line = this.#count): never {
    throw new Error(
      `${this.#path}, line ${line}: ${what}; restore the file from a copy, its lines must not be edited`,
    )
  }
}

const MISSING = 'follows on a line that is missing'

const SUM_LENGTH = 8

const isSum = (text: string): boolean => /^[0-9a-f]{8} /.test(text)

const sumOf = (json: string): string => crc32(json).toString(16).padStart(SUM_LENGTH, '0')

/** Whether a text is a line, complete except for its end. */
export const isWhole = (text: string): boolean =>
  text[SUM_LENGTH] === ' ' && text.slice(0, SUM_LENGTH) === sumOf(text.slice(SUM_LENGTH + 1))

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is JournalRecord =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'type') === 'string' &&
  typeof Reflect.get(value, 'at') === 'number' &&
  typeof Reflect.get(value, 'epoch') === 'number'
