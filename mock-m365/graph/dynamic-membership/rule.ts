/** A membership rule, parsed. https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership */
import type { Pattern } from './pattern.ts'
import type { Subject } from './properties.ts'

/** What the rule compares a value with; times are milliseconds since the epoch. */
export type Operand =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' }
  | { readonly type: 'time'; readonly at: number }
  /** `system.now`, with what is added to it. */
  | { readonly type: 'now'; readonly plusMs: number }
  | { readonly type: 'list'; readonly values: readonly string[] }
  /** The pattern of `-match`, bounded and without regard to case. */
  | { readonly type: 'pattern'; readonly pattern: Pattern }

export type Operator = (typeof OPERATORS)[number]

export const OPERATORS = [
  'eq',
  'ne',
  'startswith',
  'notstartswith',
  'endswith',
  'notendswith',
  'contains',
  'notcontains',
  'match',
  'notmatch',
  'in',
  'notin',
  'le',
  'ge',
] as const

export type Condition =
  | { readonly is: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly is: 'not'; readonly term: Condition }
  | {
      readonly is: 'comparison'
      /** As declared; the item itself where it is `_`. */
      readonly property: string
      readonly operator: Operator
      readonly operand: Operand
      /** The expression's text, for evaluateDynamicMembership. */
      readonly text: string
    }
  /** `-any` and `-all`: the term is about one item of the list. */
  | {
      readonly is: 'items'
      readonly property: string
      readonly all: boolean
      readonly term: Condition
    }
  | { readonly is: 'direct reports'; readonly managerId: string }
  | { readonly is: 'member of'; readonly groupIds: readonly string[] }

export interface MembershipRule {
  /** The type that the rule selects: users or devices, never both. */
  readonly subject: Subject
  readonly condition: Condition
}
