/** What a PATCH says of a property that has properties itself. */
import { isObject } from '../wire/body.ts'

/**
 * The parts that are named change, and the others stay; lists are replaced whole. That OData means so is documented
 * (https://docs.oasis-open.org/odata/odata/v4.01/os/part1-protocol, 11.4.3); that the directory does, the tools that
 * send `{"web":{"redirectUris":[…]}}` rely on (observed: Azure CLI, azuread provider of Terraform).
 */
export function merged(before: unknown, given: unknown): unknown {
  if (!isObject(before) || !isObject(given)) return given
  const parts = Object.entries(given).map(([name, value]) => [
    name,
    merged(Object.hasOwn(before, name) ? before[name] : undefined, value),
  ])
  return { ...before, ...Object.fromEntries(parts) }
}
