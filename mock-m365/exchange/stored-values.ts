/**
 * Checks the values of imported objects with the parameter tables of the cmdlets: an object may only have
 * values that Exchange could have stored.
 */
import { foundWords } from '#input'
import type { Kind } from '../base.ts'
import { CmdletError } from './errors.ts'
import { NOUNS } from './nouns/index.ts'
import type { ParameterSpec } from './parameters.ts'

export interface Misfit {
  /** True where the value has the wrong type; false for a word or an entry that the table does not have. */
  readonly isType: boolean
  /** `expected a list of texts, found 5` */
  readonly problem: string
}

type Specs = ReadonlyMap<string, ParameterSpec>

const SPECS: ReadonlyMap<Kind, Specs> = new Map(
  NOUNS.map(({ name, cmdlets }) => {
    const own = cmdlets.filter((cmdlet) => [`New-${name}`, `Set-${name}`].includes(cmdlet.name))
    const specs = own.flatMap(({ table }) => [...table.byName.values()])
    return [
      name,
      new Map(
        specs.flatMap((spec) =>
          spec.property === null ? [] : [[spec.property ?? spec.name, spec] as const],
        ),
      ),
    ] as const
  }),
)

const LISTS = new Set(['MultiValuedProperty', 'String[]'])

/** PowerShell writes a list with one entry as the entry: it becomes a list again. */
export function storedValue(kind: Kind, property: string, value: unknown): unknown {
  const spec = SPECS.get(kind)?.get(property)
  return spec && LISTS.has(spec.type) && typeof value === 'string' && value !== '' ? [value] : value
}

/** @returns undefined for a valid value, and for a property that no cmdlet sets */
export function misfitOf(kind: Kind, property: string, value: unknown): Misfit | undefined {
  const spec = SPECS.get(kind)?.get(property)
  if (!spec || value === null || value === undefined || value === '') return undefined
  const wanted = TYPES[spec.type]
  if (wanted && !wanted.is(value))
    return { isType: true, problem: `expected ${wanted.words}, found ${foundWords(value)}` }
  for (const entry of Array.isArray(value) ? value : [value]) {
    const problem = typeof entry === 'string' ? entryProblem(spec, entry) : undefined
    if (problem !== undefined) return { isType: false, problem }
  }
  return undefined
}

interface Type {
  readonly words: string
  readonly is: (value: unknown) => boolean
}

const ofType = (words: string, ...types: readonly string[]): Type => ({
  words,
  is: (value) => types.includes(typeof value),
})
const FLAG = ofType('true or false', 'boolean')
const TEXT = ofType('text', 'string', 'number')
const LIST: Type = {
  words: 'a list of texts',
  is: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
}

const TYPES: Readonly<Partial<Record<ParameterSpec['type'], Type>>> = {
  Boolean: FLAG,
  NullableBoolean: FLAG,
  String: TEXT,
  Enum: TEXT,
  DateTime: TEXT,
  SclValue: TEXT,
  Int32: ofType('a number', 'number'),
  MultiValuedProperty: LIST,
  'String[]': LIST,
}

function entryProblem({ type, values, check }: ParameterSpec, entry: string): string | undefined {
  const isEnum = type === 'Enum' || (values !== undefined && LISTS.has(type))
  if (isEnum && !values?.some((value) => value.toLowerCase() === entry.toLowerCase()))
    return `expected ${(values ?? []).map((value) => JSON.stringify(value)).join(' or ')}, found ${foundWords(entry)}`
  try {
    check?.(entry)
    return undefined
  } catch (error) {
    if (!(error instanceof CmdletError)) throw error
    return `expected a value that Exchange takes, found ${foundWords(entry)} (${error.text})`
  }
}
