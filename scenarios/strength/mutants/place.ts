/** A piece of a file, as StrykerJS names what is to be mutated: `cas-core/reconcile/plan.ts:12:4-12:30`. */

export interface Position {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 0. */
  readonly column: number
}

export interface Place {
  /** From the folder of package.json. */
  readonly file: string
  readonly start: Position
  readonly end: Position
}

const FORM = /^(.+):(\d+):(\d+)-(\d+):(\d+)$/

export const patternOf = ({ file, start, end }: Place): string =>
  `${file}:${start.line}:${start.column}-${end.line}:${end.column}`

/** Undefined where the pattern names whole files or lines. */
export function placeFrom(pattern: string): Place | undefined {
  const [, file, ...numbers] = FORM.exec(pattern) ?? []
  if (file === undefined) return undefined
  const [line = 0, column = 0, lastLine = 0, lastColumn = 0] = numbers.map(Number)
  return { file, start: { line, column }, end: { line: lastLine, column: lastColumn } }
}

const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.column <= b.column)

/** Whether the one, of the same file, holds the other, or is the other. */
export const holds = (outer: Omit<Place, 'file'>, inner: Omit<Place, 'file'>): boolean =>
  isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end)
