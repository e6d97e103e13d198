/**
 * Property sets of the entity sets, as their page lists them; other names are refused (text inferred).
 * https://learn.microsoft.com/powershell/exchange/cmdlet-property-sets (documented)
 */
import { malformedRequest } from '../errors.ts'
import documented from './property-sets.json' with { type: 'json' }

export const DEFAULT_SET = 'Minimum'
const ALL = 'all'
const SETS_MAX = 32

/** Names of properties, with blanks between them, by property set in lower case. */
type Sets = ReadonlyMap<string, string>

const ENTITY_SETS: ReadonlyMap<string, Sets> = new Map(
  Object.entries({
    casmailbox: documented.casmailbox,
    mailbox: documented.mailbox,
    recipient: documented.recipient,
  }).map(([name, sets]) => [name, new Map(Object.entries(sets))]),
)

/** @param names of sets, with commas between them @returns undefined for all properties @throws CmdletError for other names */
export function propertiesOfSets(entitySet: string, names: string): readonly string[] | undefined {
  const wanted = names.split(',', SETS_MAX).map((name) => name.trim().toLowerCase())
  if (wanted.includes(ALL)) return undefined
  const sets = ENTITY_SETS.get(entitySet.toLowerCase())
  return wanted.flatMap((name) => {
    const properties = sets?.get(name)
    if (properties === undefined)
      throw malformedRequest(`The property set '${name.slice(0, 64)}' is not supported.`)
    return properties.split(' ')
  })
}
