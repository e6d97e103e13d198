/** Operations that a fault can strike, as call records name them: read from the tables that the services run on. */
import { operationNamed } from '../coverage/operation-named.ts'
import { ROUTES } from '../entra/server.ts'
import { NOUNS } from '../exchange/nouns/index.ts'
import { REST_OPERATIONS } from '../exchange/wire/operations.ts'
import { OPERATIONS } from '../graph/server.ts'

/** Gathered when first asked for: most servers never are. */
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

/** Whether a call can have that name. Those of objects by another key than their id are written as their record has them. */
export const isKnownOperation = (operation: string): boolean =>
  knownOperations().includes(operationNamed(operation))

/** The known ones that share a word with it, to be shown to who has misspelt one; a plural or a singular is the same word. */
export function operationsLike(operation: string): readonly string[] {
  const words = wordsIn(operation)
  const isLike = (one: string) => words.some((word) => one.includes(word) || word.includes(one))
  return knownOperations()
    .filter((one) => wordsIn(one).some(isLike))
    .slice(0, SHOWN_MAX)
}

const SHOWN_MAX = 5

/** Without verbs, most of which are shorter. */
const wordsIn = (operation: string): string[] =>
  operation
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 6)
