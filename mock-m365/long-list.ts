/** Lists of many objects in chunks: after a change the new list shares all unchanged chunks with the old one. */
import type { Entity } from './base.ts'

/** The part of an array's interface that a page needs. */
export interface Rows {
  readonly length: number
  slice(start?: number, end?: number): readonly Entity[]
}

/** A change of one entry; `before` is undefined for a new entry, which comes last. */
export interface Difference {
  readonly before: Entity | undefined
  readonly after: Entity | undefined
  /** The entry's place when the list was begun; negative where it came later. */
  readonly place: number
}

type Chunk = readonly Entity[]

const CHUNK_LENGTH = 512
const NO_ENTRIES: Entity[] = []

/** Never changes. */
export class LongList implements Rows {
  readonly length: number
  /** An entry that the list began with stays in the chunk that its place gave it. */
  readonly #chunks: readonly Chunk[]
  #whole: readonly Entity[] | undefined
  /** The last piece that was asked for: a page is asked for again more often than its neighbour. */
  #last: { readonly start: number; readonly end: number; readonly rows: readonly Entity[] } | undefined

  private constructor(chunks: readonly Chunk[], length: number) {
    this.#chunks = chunks
    this.length = length
  }

  /** @param begun entries in their places, undefined where one is gone @param later those that came after them */
  static of(begun: Iterable<Entity | undefined>, later: Iterable<Entity> = []): LongList {
    const chunks: Entity[][] = []
    let [place, length] = [0, 0]
    for (const entity of begun) {
      if (place++ % CHUNK_LENGTH === 0) chunks.push([])
      if (entity && chunks.at(-1)?.push(entity)) length++
    }
    for (const entity of later) {
      if (place++ % CHUNK_LENGTH === 0) chunks.push([])
      if (chunks.at(-1)?.push(entity)) length++
    }
    return new LongList(chunks, length)
  }

  slice(start = 0, end = this.length): readonly Entity[] {
    if (this.#last?.start === start && this.#last.end === end) return this.#last.rows
    const rows = this.#whole ? this.#whole.slice(start, end) : this.#piece(start, end)
    this.#last = { start, end, rows }
    return rows
  }

  #piece(start: number, end: number): Entity[] {
    // Chunks are copied as wholes: entry by entry, a page costs three times as much.
    const pieces: Chunk[] = []
    let [from, to] = [Math.min(start, this.length), Math.min(end, this.length)]
    for (const chunk of this.#chunks) {
      if (to <= 0) break
      if (from < chunk.length)
        pieces.push(from <= 0 && to >= chunk.length ? chunk : chunk.slice(Math.max(0, from), to))
      from -= chunk.length
      to -= chunk.length
    }
    return NO_ENTRIES.concat(...pieces)
  }

  /** The whole list as an array, made once at its first use. */
  whole(): readonly Entity[] {
    this.#whole ??= NO_ENTRIES.concat(...this.#chunks)
    return this.#whole
  }

  /** The list with some entries changed, gone or added. @returns undefined where an entry is not where it should be */
  with(differences: readonly Difference[]): LongList | undefined {
    const chunks = [...this.#chunks]
    let { length } = this
    for (const { before, after, place } of differences) {
      const at = before ? chunkWith(chunks, before, place) : lastWithRoom(chunks)
      const chunk = chunks[at] ?? []
      const index = before ? chunk.indexOf(before) : chunk.length
      if (index < 0) return undefined
      chunks[at] = chunk.toSpliced(index, before ? 1 : 0, ...(after ? [after] : []))
      length += Number(after !== undefined) - Number(before !== undefined)
    }
    return new LongList(chunks, length)
  }
}

function chunkWith(chunks: readonly Chunk[], entity: Entity, place: number): number {
  if (place >= 0) return Math.floor(place / CHUNK_LENGTH)
  return chunks.findLastIndex((chunk) => chunk.includes(entity))
}

function lastWithRoom(chunks: readonly Chunk[]): number {
  const last = chunks.length - 1
  return (chunks[last]?.length ?? CHUNK_LENGTH) < CHUNK_LENGTH ? last : last + 1
}
