/**
 * What pages get wrong in ways that show on the page itself: rules for any page, where pages-at-fault.ts names single
 * ones. Types are those of the published model; what only beta has is not in it, so that of beta less is known.
 */

import { type Difference, type DocumentedExample, declaredAt } from '#mock-m365/documented-examples'

export interface Misprint {
  readonly because: string
  readonly shows: (example: DocumentedExample, difference: Difference) => boolean
}

export const MISPRINTS: readonly Misprint[] = [
  {
    because: 'one object is printed inside of `value`, as lists are',
    shows: ({ answer }, { kind, at }) =>
      kind === 'missing' && at === 'value' && isObject(answer) && isObject(answer.value),
  },
  {
    because: 'a creation answers 201',
    shows: ({ method, status }, { kind, at }) =>
      kind === 'status' && method === 'POST' && status === 200 && at === '201 for 200',
  },
  {
    because: 'the context is an address, or a type, and not a place in the metadata',
    shows: ({ answer }, { kind }) => kind === 'context' && !isContext(answer),
  },
  {
    because: 'one object under the context of its list',
    shows: (_, { kind, at }) => {
      const [given = '', wanted] = at.split(' for ')
      return kind === 'context' && given === `${wanted}/$entity`
    },
  },
  {
    because: 'an annotation without its @',
    shows: (_, { kind, at }) => kind === 'missing' && /(?:^|\/)odata\.type$/.test(at),
  },
  {
    because: 'the version’s type has no such property',
    shows: (example, { kind, at }) =>
      kind === 'missing' &&
      example.version === 'v1.0' &&
      !isAnnotation(at) &&
      declaredAt(example, at) === 'none',
  },
  {
    because: 'a navigation is shown that the request does not expand',
    shows: (example, { kind, at }) => {
      const member = kind === 'missing' ? declaredAt(example, at) : 'unknown'
      return (
        typeof member === 'object' &&
        member.kind === 'navigation' &&
        !example.target.toLowerCase().includes(`expand=${member.name.toLowerCase()}`)
      )
    },
  },
  {
    because: 'a name of a type stands for a value of it',
    shows: ({ body }, { kind, at }) => kind === 'status' && /^400/.test(at) && namesTypes(body),
  },
]

/** Names of the format, and not of the type. */
const isAnnotation = (at: string): boolean => at === 'value' || at.includes('odata.')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isContext(answer: unknown): boolean {
  const context = isObject(answer) ? String(answer['@odata.context']) : ''
  return /\$metadata#[A-Za-z]/.test(context)
}

/** `"isValidationOnly": "Boolean"` */
const namesTypes = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(namesTypes)
    : isObject(value)
      ? Object.values(value).some(namesTypes)
      : value === 'Boolean' || value === 'Int32' || value === 'DateTimeOffset'
