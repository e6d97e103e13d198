/** An answer of the console for people: what it says, then what its screen shows, as lines and small tables. */
import type { Answer } from '#cas-core'
import { beside, COLUMNS, table, wrapped } from '../terminal.ts'

/** Told with the message, or told while it happened. */
const TOLD = new Set(['obstacles', 'activities', 'done'])

/** @param answer with texts that are printable */
export function answerPage({ outcome, message, data }: Answer): string {
  const said = message === '' ? '' : `${lines(outcome === 'done' ? message : `${outcome}: ${message}`, '')}\n`
  const { activities = [], done = [] } = data as { activities?: readonly string[]; done?: readonly unknown[] }
  const did = activities.map((activity) => `${beside('  -', activity, 4)}\n`).join('')
  const changes = done.length > 0 ? `  ${done.length} changes in the tenant\n` : ''
  // what was refused or failed is in the message
  const shown = outcome === 'done' || outcome === 'pending' ? data : leftIn(data)
  const fields = Object.entries(shown).filter(([name]) => !TOLD.has(name))
  const page = `${said}${did}${changes}${fields.map(([name, value]) => field(name, value, said === '' ? 0 : 2)).join('')}`
  return page === '' ? 'There is nothing to show.\n' : page
}

const leftIn = (data: object): object => {
  const { left } = data as { left?: unknown }
  return Array.isArray(left) && left.length > 0 ? { left } : {}
}

const lines = (text: string, indent: string): string => wrapped(text, COLUMNS, indent)

type Flat = Readonly<Record<string, unknown>>

function field(name: string, value: unknown, indent: number): string {
  const space = ' '.repeat(indent)
  const head = `${space}${wordsOf(name)}:`
  if (value === undefined || (name === 'left' && isEmpty(value))) return ''
  if (isShort(value)) {
    const text = short(moment(name, value))
    // an address is taken whole
    if (/^https?:\S+$/.test(text) && head.length + text.length >= COLUMNS) return `${head}\n${text}\n`
    return `${beside(head, text, head.length + 1)}\n`
  }
  if (!Array.isArray(value)) {
    const inner = Object.entries(value as object).map(([key, one]) => field(key, one, indent + 2))
    return `${head}\n${inner.join('')}`
  }
  if (!value.every(isRecord))
    return `${head}\n${value.map((one) => `${beside(`${space}  -`, isShort(one) ? short(one) : JSON.stringify(one), indent + 4)}\n`).join('')}`
  return `${head}\n${tableOf(value, indent) ?? value.map((one) => block(one, indent + 2)).join('')}`
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0
const isRecord = (value: unknown): value is Flat =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null

/** A count of milliseconds as a time. */
const moment = (name: string, value: unknown): unknown =>
  name.endsWith('At') && Number.isSafeInteger(value) ? new Date(value as number).toISOString() : value

/** Stands in one line or cell. */
function isShort(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isScalar) && value.join(', ').length <= COLUMNS - 20
  return isScalar(value)
}

function short(value: unknown): string {
  if (Array.isArray(value)) return value.map(short).join(', ') || 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null || value === undefined || value === '' ? 'none' : String(value)
}

/** Undefined where it has no room in 80 columns, or a cell is more than a value. */
function tableOf(rows: readonly Flat[], indent: number): string | undefined {
  const names = [
    ...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined))),
  ]
  if (!rows.every((row) => Object.values(row).every(isShort))) return undefined
  const cells = rows.map((row) =>
    names.map((name) => (row[name] === undefined ? '' : short(moment(name, row[name])))),
  )
  const page = table(names.map(wordsOf), cells)
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`)
  return page.some((line) => line.length > COLUMNS) ? undefined : `${page.join('\n')}\n`
}

/** A record that has no room in a table. */
function block(row: Flat, indent: number): string {
  const text = Object.entries(row)
    .map(([name, value]) => field(name, value, indent + 2))
    .join('')
  return `${' '.repeat(indent)}- ${text.slice(indent + 2)}`
}

/** A name of a program's as words: `isInlineIncluded` as `inline included`. */
const wordsOf = (name: string): string =>
  name
    .replace(/^is(?=[A-Z])/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
