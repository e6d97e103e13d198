/** A row of the table of refusals, and how it becomes an error. */
import { EntraError } from '../errors.ts'

/** The evidence for something. */
export type Mark = 'documented' | 'observed' | 'inferred' | 'proposed'

export interface Row {
  /** The AADSTS number. */
  readonly code: number
  /** HTTP status of the answer to a program; a page for a person is never 401. */
  readonly status: number
  /** The OAuth 2.0 error. */
  readonly error: string
  readonly suberror?: string
  /** Holes in braces: `{name}` takes text, `{at|time}` milliseconds since the epoch. */
  readonly text: string
  /** How number and text are known. */
  readonly mark: Mark
  /** Columns with weaker evidence. */
  readonly inferred?: readonly ('code' | 'status' | 'error' | 'suberror' | 'text')[]
  /** Page; where absent it is https://learn.microsoft.com/entra/identity-platform/reference-error-codes, or an error that users pasted (observed). */
  readonly source?: string
}

type Hole<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Hole<Rest>
  : never
type Values<Text extends string> = {
  readonly [Name in Hole<Text> as Name extends `${infer Bare}|time`
    ? Bare
    : Name]: Name extends `${string}|time` ? number : string | number
}
type Refusing<R extends Row> = [Hole<R['text']>] extends [never]
  ? () => EntraError
  : (values: Values<R['text']>) => EntraError
type Refusals<Table extends Readonly<Record<string, Row>>> = {
  readonly [Name in keyof Table]: Refusing<Table[Name]>
}

/** One function for each row: it takes a value for each hole of the text. */
export function refusalsOf<Table extends Readonly<Record<string, Row>>>(table: Table): Refusals<Table> {
  const functions = Object.entries(table).map(([name, row]) => [
    name,
    (values: Readonly<Record<string, string | number>> = {}) => new EntraError(row, filled(row.text, values)),
  ])
  return Object.fromEntries(functions)
}

const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)(\|time)?\}/g, (_hole, name: string, time?: string) => {
    const value = values[name] ?? ''
    return time ? stamp(Number(value)) : String(value)
  })

/** The form in which these texts write times. @param at milliseconds since the epoch */
const stamp = (at: number): string => new Date(Math.min(Math.max(at, 0), 8.64e15)).toISOString()
