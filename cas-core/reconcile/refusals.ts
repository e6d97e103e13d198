/** What was refused in one run: it is not tried again in it, and what does not depend on it goes on. */
import type { M365Error } from '../microsoft/errors.ts'
import type { Fields, RefusedPart } from '../objects/kind.ts'
import { type Obstacle, refusalOf } from './obstacle.ts'
import type { Doing } from './perform.ts'
import { isList, type Row, type Standing } from './row.ts'

interface Part {
  readonly obstacle: Obstacle | undefined
  readonly staysIn: string | undefined
  readonly isMissing: boolean
}

export class Refusals {
  readonly #rows = new Map<string, Obstacle>()
  /** Refused parts by key. */
  readonly #parts = new Map<string, Map<string, Part>>()

  /** Rows of which a step was refused. */
  get ofRows(): ReadonlyMap<string, Obstacle> {
    return this.#rows
  }

  /** Values, members and entries that were refused, while the rest was taken. */
  get ofParts(): readonly Obstacle[] {
    return [...this.#parts.values()].flatMap((parts) =>
      [...parts.values()].flatMap(({ obstacle }) => obstacle ?? []),
    )
  }

  /** Keys of the rows that cover less than they are to, because a value was refused. */
  get incomplete(): ReadonlySet<string> {
    const lacks = ({ obstacle, isMissing }: Part) => obstacle !== undefined && isMissing
    return new Set([...this.#parts].flatMap(([key, parts]) => ([...parts.values()].some(lacks) ? [key] : [])))
  }

  get obstacles(): readonly Obstacle[] {
    return [...this.#rows.values(), ...this.ofParts]
  }

  /** A step was refused: a part where the rest of its row can stand without, else the row. */
  add(step: Doing, error: M365Error, standing: Standing): void {
    const { row } = step
    const parts = partsOf(step, error, standing)
    const { key, name } = row
    const refused = parts.map((part) => ({ part, error, isMissing: true as const }))
    if (parts.length > 0) this.addParts(row, refused)
    else this.#rows.set(key, { code: 'object refused', key, name, data: refusalOf(error), blocks: true })
  }

  addParts({ key, name }: Row, refused: readonly RefusedPart[]): void {
    if (refused.length === 0) return
    const parts = this.#parts.get(key) ?? new Map<string, Part>()
    this.#parts.set(key, parts)
    for (const { part, error, isGone, staysIn, isMissing = false } of refused) {
      const data = { ...refusalOf(error), part }
      const obstacle: Obstacle = { code: 'part refused', key, name, data, blocks: false }
      // who has left the directory is not missed
      parts.set(part, { obstacle: isGone ? undefined : obstacle, staysIn, isMissing })
    }
  }

  /** The row without what was refused of it, and with what could not be taken out. */
  spared(row: Row): Row {
    const parts = this.#parts.get(row.key)
    if (!parts) return row
    if (isList(row)) return { ...row, entries: row.entries.filter((entry) => !parts.has(entry)) }
    const wanted = (standing: Standing) => withoutParts(row.wanted(standing), parts)
    return { ...row, wanted }
  }
}

/** Fields without some properties, and without some values of lists; those that stay are in them. */
const withoutParts = (fields: Fields, parts: ReadonlyMap<string, Part>): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !parts.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? withoutValues(name, value, parts) : value]),
  )

function withoutValues(name: string, values: readonly unknown[], parts: ReadonlyMap<string, Part>) {
  const staying = [...parts].filter(([, { staysIn }]) => staysIn === name).map(([part]) => part)
  const taken = values.filter((value) => !parts.has(String(value)))
  return staying.length === 0 ? taken : [...taken.map(String), ...staying].sort()
}

/** Conditions whose values stand for themselves: a rule without one of them does less, and nothing else. */
const DIVISIBLE = ['RecipientDomainIs', 'SenderDomainIs']

/** Which values a refusal is about, where the rest may stand without them. */
function partsOf(step: Doing, error: M365Error, standing: Standing): string[] {
  if (step.action === 'claim') return step.row.oneByOne ? [...step.entries] : []
  if (step.action !== 'create' && step.action !== 'update') return []
  const wanted = step.row.wanted(standing)
  for (const name of DIVISIBLE) {
    const values = Array.isArray(wanted[name]) ? wanted[name].map(String) : []
    const named = values.filter((value) => names(error.message, value))
    // an empty condition would match all mail
    if (named.length > 0 && named.length < values.length) return named
  }
  return []
}

/** Whether a text names a value as a whole word: `contoso.com` does not stand in `sub.contoso.com`. */
function names(text: string, value: string): boolean {
  const literal = value.replaceAll(/[^\w]/g, '\\$&')
  return new RegExp(`(?<![\\w.@-])${literal}(?![\\w-]|\\.\\w)`, 'i').test(text)
}
