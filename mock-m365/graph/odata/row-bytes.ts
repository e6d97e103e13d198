/**
 * Rows of long pages as bytes, ready for the socket. Rows that were written together stay together, and are
 * copied as one piece. Pages are kept with their rows: an unchanged page is the same bytes, and in a changed
 * page only its new rows are searched for.
 */
import type { Entity } from '../../base.ts'

/** Where a row's JSON object is. Neighbours in a slab have a comma between them. */
interface Place {
  readonly slab: Buffer<ArrayBuffer>
  readonly start: number
  readonly end: number
}

interface Page {
  /** The text before and after the rows. */
  readonly start: string
  readonly end: string
  readonly rows: readonly Entity[]
  readonly places: readonly Place[]
  readonly bytes: Buffer<ArrayBuffer>
}

/** Places kept at once, some 40 MB of text: a list of a million users must not be in memory twice. */
const PLACES_MAX = 100_000
/** Whole pages kept: as many as reading that many users takes. */
const PAGES_MAX = 104
/** A page of more pieces than this is copied into one slab, so that later copies are one piece. */
const PIECES_MAX = 16
const COMMA = Buffer.from(',')

export class RowBytes {
  readonly #textOf: (row: Entity) => string
  #places = new WeakMap<Entity, Place>()
  #kept = 0
  /** The newest first. */
  readonly #pages: Page[] = []

  /** @param textOf the inside of a row's JSON object, without braces; always the same for the same row */
  constructor(textOf: (row: Entity) => string) {
    this.#textOf = textOf
  }

  /**
   * `start`, the rows as `{…},{…}`, `end`. The same array where nothing has changed; callers must not write
   * to it.
   */
  pageOf(start: string, rows: readonly Entity[], end: string): Uint8Array<ArrayBuffer> {
    const alike = this.#pages.filter((page) => isAlike(page.rows, rows))
    const same = alike.find((page) => page.start === start && page.end === end && isSame(page.rows, rows))
    if (same) return same.bytes
    const places = this.#placesOf(rows, alike[0])
    const pieces = piecesOf(places)
    const head = Buffer.from(start)
    const middle = pieces.flatMap((piece) => [COMMA, bytesOf(piece)]).slice(1)
    const bytes = Buffer.concat([head, ...middle, Buffer.from(end)])
    const kept = pieces.length > PIECES_MAX ? placesIn(bytes, head.length, places) : places
    if (this.#pages.unshift({ start, end, rows, places: kept, bytes }) > PAGES_MAX) this.#pages.pop()
    return bytes
  }

  #placesOf(rows: readonly Entity[], alike: Page | undefined): Place[] {
    if (this.#kept > PLACES_MAX) {
      this.#places = new WeakMap()
      this.#kept = 0
    }
    const isIn = (row: Entity, i: number) => alike?.rows[i] === row
    const unwritten = rows.filter((row, i) => !isIn(row, i) && !this.#places.has(row))
    if (unwritten.length > 0) this.#write(unwritten)
    return rows.map((row, i) => (isIn(row, i) ? alike?.places[i] : this.#places.get(row)) ?? NOWHERE)
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

/** A cheap check, and true of a page before and after most writes. */
const isAlike = (a: readonly Entity[], b: readonly Entity[]): boolean =>
  a.length === b.length && (a[0] === b[0] || a.at(-1) === b.at(-1))

function isSame(a: readonly Entity[], b: readonly Entity[]): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Where the rows are in the page that was made of them. */
function placesIn(slab: Place['slab'], from: number, places: readonly Place[]): Place[] {
  let start = from
  return places.map((place) => {
    const end = start + place.end - place.start
    const moved = { slab, start, end }
    start = end + 1
    return moved
  })
}

/** Places that are neighbours become one. */
function piecesOf(places: readonly Place[]): Place[] {
  const pieces: Place[] = []
  let [first] = places
  let last = first
  for (let i = 1; i < places.length; i++) {
    const place = places[i]
    if (first && last && place && (place.slab !== last.slab || place.start !== last.end + 1)) {
      pieces.push({ ...first, end: last.end })
      first = place
    }
    last = place
  }
  if (first && last) pieces.push({ ...first, end: last.end })
  return pieces
}

const bytesOf = ({ slab, start, end }: Place): Uint8Array => slab.subarray(start, end)

const NOWHERE: Place = { slab: Buffer.alloc(0), start: 0, end: 0 }
