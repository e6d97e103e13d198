/** A predicate of a rule: a test of the message, or of each recipient, made from the rule's properties. */
import type { Entity } from '../../../base.ts'
import type { Letter } from '../letter.ts'
import type { TextTest } from '../patterns/word-tests.ts'
import type { MessageTest, RecipientTest } from '../state.ts'

/** One of two forms: a test of the message, or of each recipient. `cost` orders them, the cheapest first. */
export type Test =
  | { readonly cost: number; readonly ofMessage: MessageTest }
  | { readonly cost: number; readonly ofRecipient: RecipientTest }

/** Input of a predicate: its values, and by name the other half and settings. */
export interface Source {
  readonly values: readonly string[]
  /** Texts of another property with the same prefix. */
  readonly twin: (property: string) => readonly string[]
  readonly rule: Entity
}

export type Maker = (source: Source) => Test
/** Compiles values to one test of a text in lower case. */
export type TestOf = (values: readonly string[]) => TextTest

export const ofMessage = (cost: number, test: MessageTest): Test => ({ cost, ofMessage: test })
export const ofRecipient = (cost: number, test: RecipientTest): Test => ({ cost, ofRecipient: test })

export function firstOf<One>(
  ones: readonly One[],
  test: (one: One) => string | undefined,
): string | undefined {
  for (const one of ones) {
    const found = test(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** The senders that a rule compares (documented: the header's, unless the rule names the envelope's). */
export function sendersOf(rule: Entity): (letter: Letter) => readonly string[] {
  switch (rule.SenderAddressLocation) {
    case 'Envelope':
      return ({ message }) => [message.from.toLowerCase()]
    case 'HeaderOrEnvelope':
      return ({ author, message }) => [author, message.from.toLowerCase()]
    default:
      return ({ author }) => [author]
  }
}

/**
 * `City:San Francisco,Palo Alto` and others: words by attribute. Any word of any attribute suffices
 * (documented). Patterns are not split at commas, which have a meaning in them (inferred).
 */
export function wordsByName(
  values: readonly string[],
  testOf: TestOf,
  parted: boolean,
): readonly (readonly [name: string, test: TextTest])[] {
  return values.flatMap((value) => {
    const colon = value.indexOf(':')
    if (colon < 1) return []
    const rest = value.slice(colon + 1)
    const words = parted ? rest.split(',').map((word) => word.trim()) : [rest]
    return [[value.slice(0, colon).trim().toLowerCase(), testOf(words)] as const]
  })
}
