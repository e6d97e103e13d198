/**
 * Refusals of rules and dynamic groups. The first sentence of each is observed in the administration portal,
 * which shows the service's answer. The rest of each text is inferred, and so is 400 Request_BadRequest.
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
/** Proposed: the service runs .NET's patterns with its own time limit, and accepts more of them. */
export const patternRefused = (why: string) => ruleInvalid('Invalid regular expression.', why)

// The text is documented for a limit of 5,000; the limit is now 15,000.
// https://learn.microsoft.com/troubleshoot/entra/entra-id/dir-dmns-obj/troubleshoot-dynamic-groups
export const dynamicGroupsFull = (max: number) =>
  new GraphError(
    403,
    'Directory_QuotaExceeded',
    `You have reached ${max} groups, the maximum limit for Dynamic groups in your tenant. To create new Dynamic groups, first delete existing Dynamic groups.`,
  )

const clip = (text: string): string => (text.length > 256 ? `${text.slice(0, 256)}…` : text)
