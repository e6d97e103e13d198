/** PATCH of a property that has properties itself. */
import { isObject } from '../wire/body.ts'

/**
 * Named parts change, the others stay; lists are replaced as a whole. OData documents it
 * (https://docs.oasis-open.org/odata/odata/v4.01/os/part1-protocol, 11.4.3); for the directory it is
 * observed: tools that send `{"web":{"redirectUris":[…]}}` rely on it ( Azure CLI, azuread provider of
 * Terraform).
 */
export function merged(before: unknown, given: unknown): unknown {
  if (!isObject(before) || !isObject(given)) return given
  const parts = Object.entries(given).map(([name, value]) => [
    name,
    merged(Object.hasOwn(before, name) ? before[name] : undefined, value),
  ])
  return { ...before, ...Object.fromEntries(parts) }
}
