/**
 * How rules and dynamic groups are refused. The first sentences are observed in the administration portal, which shows
 * what the service said; that Graph answers 400 Request_BadRequest with them, and the rest of each text, is inferred.
 */
import { GraphError } from '../wire/errors.ts'

const ruleInvalid = (what: string, detail = '') =>
  new GraphError(
    400,
    'Request_BadRequest',
    `Dynamic membership rule validation error: ${what}${detail === '' ? '' : ` ${clip(detail)}`}`,
  )

export const ruleUnreadable = (detail: string) => ruleInvalid('Invalid rule syntax.', detail)
export const objectTypeInvalid = () => ruleInvalid('Invalid object type.')
export const objectTypeMissing = () => ruleInvalid('No object type')
export const propertyWrong = (name: string, object: string) =>
  ruleInvalid('Wrong property applied.', `Property '${name}' cannot be applied to object '${object}'`)
export const operandsInvalid = (operator: string) =>
  ruleInvalid('Invalid operands found for operator.', `Invalid operands found for operator -${operator}`)
export const objectsMixed = () => ruleInvalid('Mixed use of properties from different types of object.')
/** Ours: the service runs .NET's patterns in a time of its own, and takes more of them. */
export const patternRefused = (why: string) => ruleInvalid('Invalid regular expression.', why)

// Documented in words for 5,000; the limit is 15,000 since. https://learn.microsoft.com/troubleshoot/entra/entra-id/dir-dmns-obj/troubleshoot-dynamic-groups
export const dynamicGroupsFull = (max: number) =>
  new GraphError(
    403,
    'Directory_QuotaExceeded',
    `You have reached ${max} groups, the maximum limit for Dynamic groups in your tenant. To create new Dynamic groups, first delete existing Dynamic groups.`,
  )

const clip = (text: string): string => (text.length > 256 ? `${text.slice(0, 256)}…` : text)
