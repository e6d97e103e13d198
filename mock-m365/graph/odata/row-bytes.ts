/**
 * Rows of long pages as bytes, ready for the socket. What was written together stays together: rows that follow one
 * another there are copied as one piece, so that a page that nothing has changed costs little more than its length.
 */
import type { Entity } from '../../base.ts'

/** Where a row's JSON object stands. Neighbours in a slab have a comma between them. */
interface Place {
  readonly slab: Buffer<ArrayBuffer>
  readonly start: number
  readonly end: number
}

/** Places kept at once: a list of a million users must not be held twice. */
const PLACES_MAX = 20_000
/** Whole pages kept: as many as reading 10,000 users takes. To make one anew is cheap, but its garbage is not. */
const PAGES_MAX = 12
const COMMA = Buffer.from(',')

export class RowBytes {
  readonly #textOf: (row: Entity) => string
  #places = new WeakMap<Entity, Place>()
  #kept = 0
  /** Pages that were one piece, by what stands before their rows. */
  readonly #pages = new Map<string, { readonly rows: Place; readonly page: Buffer<ArrayBuffer> }>()

  /** @param textOf the inside of a row's JSON object, without braces; always the same for the same row */
  constructor(textOf: (row: Entity) => string) {
    this.#textOf = textOf
  }

  /** `start`, the rows as `{…},{…}`, `end`. The same array of bytes where nothing differs from before: not to be changed. */
  pageOf(start: string, rows: readonly Entity[], end: string): Uint8Array<ArrayBuffer> {
    const pieces = piecesOf(this.#placesOf(rows))
    const [only] = pieces
    const known = this.#pages.get(start)
    if (only && pieces.length === 1 && known && isSame(known.rows, only)) return known.page
    const bytes = pieces.flatMap((piece, i) => (i === 0 ? [bytesOf(piece)] : [COMMA, bytesOf(piece)]))
    const page = Buffer.concat([Buffer.from(start), ...bytes, Buffer.from(end)])
    if (only && pieces.length === 1) {
      if (this.#pages.size >= PAGES_MAX) this.#pages.clear()
      this.#pages.set(start, { rows: only, page })
    }
    return page
  }

  #placesOf(rows: readonly Entity[]): Place[] {
    if (this.#kept > PLACES_MAX) {
      this.#places = new WeakMap()
      this.#kept = 0
    }
    const known = rows.map((row) => this.#places.get(row))
    const unwritten = rows.filter((_, i) => !known[i])
    if (unwritten.length > 0) this.#write(unwritten)
    return known.map((place, i) => place ?? this.#places.get(rows[i] ?? NOBODY) ?? NOWHERE)
  }

  /** One slab for all of them. */
  #write(rows: readonly Entity[]): void {
    this.#kept += rows.length
    const texts = rows.map((row) => `{${this.#textOf(row)}}`)
    const slab = Buffer.from(texts.join(','))
    let start = 0
    for (const [i, row] of rows.entries()) {
      const end = start + Buffer.byteLength(texts[i] ?? '')
      this.#places.set(row, { slab, start, end })
      start = end + 1
    }
  }
}

/** Places that are neighbours become one. */
function piecesOf(places: readonly Place[]): Place[] {
  const pieces: Place[] = []
  let [first] = places
  let last = first
  for (const place of places.slice(1)) {
    if (first && last && (place.slab !== last.slab || place.start !== last.end + 1)) {
      pieces.push({ ...first, end: last.end })
      first = place
    }
    last = place
  }
  if (first && last) pieces.push({ ...first, end: last.end })
  return pieces
}

const isSame = (a: Place, b: Place): boolean => a.slab === b.slab && a.start === b.start && a.end === b.end
const bytesOf = ({ slab, start, end }: Place): Uint8Array => slab.subarray(start, end)

const NOBODY: Entity = {}
const NOWHERE: Place = { slab: Buffer.alloc(0), start: 0, end: 0 }
