/**
 * Checks regular expressions of rules without running them. The service validates each within 300 ms
 * (observed in Get-TransportConfig); the simplest form of exponential time is refused by its syntax, so that
 * no clock is needed.
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions
 */
import { invalidValue } from '../errors.ts'
import { checkPattern, PatternError } from '../mail-flow/patterns/patterns.ts'

/** A group with only a repetition, repeated without limit: `(a+)+`, `([a-z]*)*`, `(?:.+){2,}`. */
const REPEATED_REPETITION = /\((?:\?:)?(?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\[\]])[*+]\??\)+(?:[*+]|\{\d*,\})/

/** @throws CmdletError where the text is not a regular expression, or takes too long; texts inferred */
export function rulePattern(text: string): string {
  try {
    checkPattern(text)
  } catch (error) {
    if (error instanceof PatternError)
      throw invalidValue(`The regular expression '${text}' isn't valid. ${error.message}`)
    throw error
  }
  if (REPEATED_REPETITION.test(text))
    throw invalidValue(`The regular expression '${text}' can't be validated within 00:00:00.3000000.`)
  return text
}
