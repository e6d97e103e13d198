/**
 * The tree of a `$filter`, and its text again. Text in a tree is decoded, without quotes and
 * percent-encoding.
 */

export type Literal =
  | { readonly type: 'string' | 'guid' | 'date'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null'; readonly value: null }

export const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const
export type Comparison = (typeof COMPARISONS)[number]
export const FUNCTIONS = ['startswith', 'endswith', 'contains'] as const
export type FunctionName = (typeof FUNCTIONS)[number]

/** Property names from the outermost in: `info/logoUrl`; inside a lambda the first is the variable. */
export type Path = readonly string[]

export type Expression =
  | { readonly kind: 'compare'; readonly op: Comparison; readonly path: Path; readonly value: Literal }
  | { readonly kind: 'in'; readonly path: Path; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly path: Path; readonly value: string }
  | {
      readonly kind: 'lambda'
      readonly quantifier: 'any' | 'all'
      readonly path: Path
      /** Absent in `any()`, which only asks whether the collection has an element. */
      readonly variable?: string
      readonly body?: Expression
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

/**
 * The first properties of an expression's paths, as the caller spells them. Paths in a lambda count as its
 * collection.
 */
export function firstNames(expression: Expression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.flatMap(firstNames)
    case 'not':
      return firstNames(expression.of)
    default:
      return [expression.path[0] ?? '']
  }
}

/** The expression as text that parses to the same tree. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'compare':
      return `${expression.path.join('/')} ${expression.op} ${printLiteral(expression.value)}`
    case 'in':
      return `${expression.path.join('/')} in (${expression.values.map(printLiteral).join(',')})`
    case 'call':
      return `${expression.name}(${expression.path.join('/')},${quote(expression.value)})`
    case 'lambda': {
      const { path, quantifier, variable, body } = expression
      return `${path.join('/')}/${quantifier}(${variable && body ? `${variable}:${print(body)}` : ''})`
    }
    case 'not':
      return `not (${print(expression.of)})`
    default:
      return expression.of.map(grouped).join(` ${expression.kind} `)
  }
}

const grouped = (of: Expression) => (of.kind === 'and' || of.kind === 'or' ? `(${print(of)})` : print(of))
const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
const printLiteral = (literal: Literal) =>
  literal.type === 'string' ? quote(literal.value) : String(literal.value)
