/**
 * What somebody else has changed in the product's objects, found by comparing what stands in the tenant with what the
 * product has written last. What follows from a change of policies or of the directory is not such a change.
 */
import type { Fields, Found } from '../objects/kind.ts'
import type { Reached } from './engine.ts'
import { digestOf, isYoung, ownOf, type Question } from './question.ts'
import { cellOf, isList, type ListRow, type ObjectRow } from './row.ts'

/** What is done about each kind of change. People are not overruled where they switch a rule off; all else is put back. */
export const DRIFT_RULES = {
  removed: 'repaired',
  changed: 'repaired',
  'mark removed': 'repaired',
  'switched off': 'left',
  'switched on': 'repaired',
  /** Entries of a list that the product shares with the customer. */
  'taken out': 'repaired',
} as const

export type DriftKind = keyof typeof DRIFT_RULES

export interface Drift {
  readonly kind: DriftKind
  /** Key of the row in the table. */
  readonly key: string
  /** Name of the object or list. */
  readonly name: string
  /** What the product had there, and what is there, by property. Of lists only what is missing and what is too much. */
  readonly fields: Readonly<Record<string, { readonly expected: unknown; readonly found: unknown }>>
  /** `left` also where it was to be repaired and something stands in the way. */
  readonly outcome: 'repaired' | 'left'
}

type Finding = Omit<Drift, 'outcome'>

/** Values of a list that are told. */
const TOLD_MAX = 20

/** Says nothing of what the product has written a moment ago: replicas may not show it yet. */
export function findingsIn(question: Question): Finding[] {
  const { table, goal, memory, nowMs } = question
  return table.flatMap((row) => {
    const known = memory.of(row.key)
    if (cellOf(row, goal) !== 'present' || isYoung(known, nowMs)) return []
    return isList(row) ? takenOut(row, question) : inObject(row, question)
  })
}

function takenOut(row: ListRow, { observed, memory }: Question): Finding[] {
  const standing = observed.lists.get(row.kind) ?? []
  const claimed = memory.of(row.key).claimed.filter((entry) => row.entries.includes(entry))
  const missing = claimed.filter((entry) => !standing.includes(entry))
  if (missing.length === 0) return []
  const fields = { entries: { expected: missing.slice(0, TOLD_MAX), found: [] } }
  return [{ kind: 'taken out', key: row.key, name: row.name, fields }]
}

function inObject(row: ObjectRow, question: Question): Finding[] {
  const { kindOf, memory } = question
  const { key, name } = row
  const { id, leftEnabled } = memory.of(key)
  const found = ownOf(row, question)
  if (!found) return id === undefined ? [] : [{ kind: 'removed', key, name, fields: {} }]
  const findings: Finding[] = []
  const fields = changedIn(row, found, question)
  if (Object.keys(fields).length > 0) findings.push({ kind: 'changed', key, name, fields })
  if (!found.marker) findings.push({ kind: 'mark removed', key, name, fields: {} })
  const isOn = kindOf(row.kind).isEnabled?.(found)
  // what was off because it had no targets was not switched off by anybody
  if (isOn === false && leftEnabled && (row.enabled ?? true))
    findings.push({ kind: 'switched off', key, name, fields: {} })
  if (isOn === true && !leftEnabled && row.enabled === false)
    findings.push({ kind: 'switched on', key, name, fields: {} })
  return findings
}

function changedIn(row: ObjectRow, found: Found, question: Question): Drift['fields'] {
  const { kindOf, memory, standing } = question
  const kind = kindOf(row.kind)
  const wanted = row.wanted(standing)
  const different = Object.keys(kind.differences(wanted, found))
  if (different.length === 0) return {}
  const covers: readonly string[] = kind.covers ?? []
  const { written } = memory.of(row.key)
  const isAsWritten = written === digestOf(wanted)
  // targets that differ have been changed by policies or the directory, unless the product wants what it has written
  const told = different.filter((name) => isAsWritten || !covers.includes(name))
  // what an object refers to by a value of another one changes when that one is made again
  const isReferring = row.after.some((key) => isMissing(key, question))
  if (!isAsWritten && isReferring) return {}
  return Object.fromEntries(told.map((name) => [name, differing(wanted, found.fields, name)]))
}

function isMissing(key: string, question: Question): boolean {
  const row = question.table.find((one) => one.key === key)
  return row !== undefined && !isList(row) && ownOf(row, question) === undefined
}

function differing(wanted: Fields, found: Fields, name: string) {
  const [expected, there] = [wanted[name], found[name]]
  if (!Array.isArray(expected) || !Array.isArray(there)) return { expected, found: there }
  const without = (all: readonly unknown[], some: readonly unknown[]) => {
    const texts = new Set(some.map((value) => String(value).toLowerCase()))
    return all.filter((value) => !texts.has(String(value).toLowerCase())).slice(0, TOLD_MAX)
  }
  return { expected: without(expected, there), found: without(there, expected) }
}

/**
 * What came of the findings. One that called for a repair for which nothing was done and nothing is left was a reading
 * that a later one did not confirm.
 */
export function settledDrift(findings: readonly Finding[], { done, left, error }: Reached): Drift[] {
  return findings.flatMap((finding): Drift[] => {
    if (DRIFT_RULES[finding.kind] === 'left') return [{ ...finding, outcome: 'left' }]
    const concerns = (title: string) => title.endsWith(` ${finding.name}`)
    if (done.some(concerns)) return [{ ...finding, outcome: 'repaired' }]
    return left.some(concerns) || error ? [{ ...finding, outcome: 'left' }] : []
  })
}
