/** Operations that a fault can strike, as call records name them, from the services' own tables. */
import { operationNamed } from '../coverage/operation-named.ts'
import { ROUTES } from '../entra/server.ts'
import { NOUNS } from '../exchange/nouns/index.ts'
import { REST_OPERATIONS } from '../exchange/wire/operations.ts'
import { OPERATIONS } from '../graph/server.ts'

/** Collected at the first use: most servers never need them. */
let names: readonly string[] | undefined

export function knownOperations(): readonly string[] {
  names ??= [
    ...new Set([
      ...ROUTES.map(({ operation }) => operation),
      ...OPERATIONS.map(({ method, path }) => operationNamed(`${method} /${path}`)),
      ...NOUNS.flatMap(({ cmdlets }) => cmdlets.map(({ name }) => name)),
      ...REST_OPERATIONS.map(({ operation }) => operation),
    ]),
  ]
  return names
}

/** Whether a call can have that name. Paths with another key than the id are written as call records have them. */
export const isKnownOperation = (operation: string): boolean =>
  knownOperations().includes(operationNamed(operation))

/** Known operations that share a word with a misspelt one; plural and singular count as the same word. */
export function operationsLike(operation: string): readonly string[] {
  const words = wordsIn(operation)
  const isLike = (one: string) => words.some((word) => one.includes(word) || word.includes(one))
  return knownOperations()
    .filter((one) => wordsIn(one).some(isLike))
    .slice(0, SHOWN_MAX)
}

const SHOWN_MAX = 5

/** Longer than most verbs. */
const wordsIn = (operation: string): string[] =>
  operation
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 6)
