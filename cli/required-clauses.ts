/** Clauses that a run has to witness, as `--require` names them. */
import { existsSync } from 'node:fs'
import { clauses } from '#reports'
import { textOf } from './files.ts'

const AN_ID = /^[A-Z]{2}-\d{2}$/

/**
 * @param text ids with commas between them; a file with one id a line, where `#` begins a remark; or `all`, every clause
 *   that can be tested here
 * @throws Error naming what is not a clause
 */
export function requiredClauses(text: string): readonly string[] {
  if (text === 'all')
    return clauses.filter(({ notTestable }) => notTestable === undefined).map(({ id }) => id)
  const isFile = existsSync(text) && !AN_ID.test(text)
  const words = isFile ? textOf(text, '--require').replaceAll(/#.*/g, '').split(/\s+/) : text.split(',')
  const ids = words.map((word) => word.trim()).filter(Boolean)
  const known = new Set(clauses.map(({ id }) => id))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0 || ids.length === 0)
    throw new Error(
      `--require: ${unknown.length > 0 ? `${JSON.stringify(unknown[0])} is not a clause` : 'no clause is named'}; name ids such as PI-01,PI-02, a file of them, or all`,
    )
  return [...new Set(ids)]
}
