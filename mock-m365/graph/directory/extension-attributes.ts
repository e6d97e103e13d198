/** extensionAttribute1 to 15 of a user. https://learn.microsoft.com/graph/api/resources/onpremisesextensionattributes */
import type { Entity } from '../../base.ts'
import { record } from '../applications/credentials.ts'
import { propertyInvalid, syncedFromElsewhere, typeInvalid, valueInvalid } from '../wire/errors.ts'

const NAMES: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 15 }, (_, i) => [`extensionattribute${i + 1}`, `extensionAttribute${i + 1}`]),
)
const LENGTH_MAX = 1024

/**
 * All fifteen, with the values of a body; the others stay, as in any PATCH of a complex value (documented).
 * @throws GraphError 400 for other names, other types, and users whose attributes are synchronized from
 * on-premises
 */
export function extensionAttributes(before: Entity, given: unknown): Entity {
  if (before.onPremisesSyncEnabled === true) throw syncedFromElsewhere()
  const attributes: Record<string, unknown> = { ...record(before.onPremisesExtensionAttributes) }
  for (const name of NAMES.values()) attributes[name] ??= null
  for (const [sent, value] of Object.entries(record(given))) {
    if (sent.startsWith('@odata.')) continue
    const name = NAMES.get(sent.toLowerCase())
    if (name === undefined) throw propertyInvalid(sent)
    if (value !== null && typeof value !== 'string') throw typeInvalid(name, 'String')
    if (value !== null && value.length > LENGTH_MAX) throw valueInvalid(name, 'User')
    attributes[name] = value
  }
  return attributes
}
