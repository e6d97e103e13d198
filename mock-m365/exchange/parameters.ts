/**
 * Parameters of cmdlets: a table for each cmdlet, and the binding of a request's values to it. Names and
 * enumerators are compared without regard to case, as PowerShell does.
 */
import { localTime } from '../times.ts'
import {
  CmdletError,
  invalidValue,
  noEnumerator,
  numberOutOfRange,
  parameterSetUnresolved,
  textTooLong,
  transformationFailed,
  unknownParameter,
} from './errors.ts'
import type { MultiValued } from './multi-valued.ts'

/** Words of Microsoft's parameter tables; `String[]` means an array that is only replaced as a whole. */
type ParameterType =
  | 'String'
  | 'Boolean'
  | 'NullableBoolean'
  | 'Int32'
  | 'DateTime'
  | 'ByteQuantifiedSize'
  | 'SclValue'
  | 'Enum'
  | 'String[]'
  | 'MultiValuedProperty'
  | 'Hashtable[]'
  | 'Unlimited'
  | 'Preference'

export interface ParameterSpec {
  readonly type: ParameterType
  /** The .NET type in messages, where it is not the type's own. */
  readonly clr?: string
  readonly values?: readonly string[]
  /** Characters of a text, or of each entry of a list. */
  readonly max?: number
  /** Bounds of a number. */
  readonly range?: readonly [number, number]
  readonly mandatory?: boolean
  /** Verbs of the noun that have the parameter; New and Set where absent. */
  readonly verbs?: readonly string[]
  /** Checks one text or entry and returns the form in which it is stored. @throws CmdletError */
  readonly check?: (text: string) => string
  /**
   * Property that stores the value, where it is not the parameter's name; null where the noun's own code
   * reads it.
   */
  readonly property?: string | null
  /** The stored value after null, where that is not null. */
  readonly cleared?: unknown
}

interface Parameter extends ParameterSpec {
  readonly name: string
  /** Enumerators by their lower-case name. */
  readonly enumerators: ReadonlyMap<string, string>
}

/** Values by canonical parameter name, in the form in which cmdlets use them. */
export type Binding = Readonly<Record<string, unknown>>

export interface ParameterTable {
  /** By canonical and by lower-case name. */
  readonly byName: ReadonlyMap<string, Parameter>
  readonly mandatory: readonly Parameter[]
}

/** Parameters that every cmdlet has. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_commonparameters */
const COMMON: Readonly<Record<string, ParameterSpec>> = {
  Confirm: { type: 'Boolean' },
  WhatIf: { type: 'Boolean' },
  ...Object.fromEntries(
    [
      ...[
        'Debug',
        'Verbose',
        'ErrorAction',
        'WarningAction',
        'InformationAction',
        'ProgressAction',
        'ErrorVariable',
      ],
      ...['WarningVariable', 'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable'],
    ].map((name) => [name, { type: 'Preference' }] as const),
  ),
}

export function parameterTable(specs: Readonly<Record<string, ParameterSpec>>): ParameterTable {
  const byName = new Map<string, Parameter>()
  const mandatory: Parameter[] = []
  for (const [name, spec] of Object.entries({ ...COMMON, ...specs })) {
    const enumerators = new Map((spec.values ?? []).map((value) => [value.toLowerCase(), value]))
    const parameter = { ...spec, name, enumerators }
    byName.set(name, parameter).set(name.toLowerCase(), parameter)
    if (spec.mandatory) mandatory.push(parameter)
  }
  return { byName, mandatory }
}

/**
 * Binds a request's values to a cmdlet's table.
 * @throws CmdletError for unknown, missing and doubled parameters, and for values of the wrong type
 */
export function bind(table: ParameterTable, given: Readonly<Record<string, unknown>>): Binding {
  const bound: Record<string, unknown> = {}
  for (const name of Object.keys(given)) {
    if (name.startsWith('@') || name.includes('@odata.')) continue
    const parameter = table.byName.get(name) ?? table.byName.get(name.toLowerCase())
    if (!parameter) throw unknownParameter(name.slice(0, NAME_SHOWN_MAX))
    if (Object.hasOwn(bound, parameter.name)) throw parameterSetUnresolved()
    bound[parameter.name] = TRANSFORM[parameter.type](given[name], parameter)
  }
  for (const { name } of table.mandatory) {
    const value = bound[name]
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
      throw parameterSetUnresolved()
  }
  return bound
}

const NAME_SHOWN_MAX = 128
const VALUE_SHOWN_MAX = 128

type Transform = (raw: unknown, parameter: Parameter) => unknown

const TRANSFORM: Readonly<Record<ParameterType, Transform>> = {
  String: (raw, parameter) => (raw === null ? null : text(raw, parameter)),
  Boolean: truth,
  NullableBoolean: (raw, parameter) => (raw === null ? null : truth(raw, parameter)),
  Int32: (raw, parameter) => whole(raw, parameter),
  DateTime: moment,
  ByteQuantifiedSize: size,
  SclValue: (raw, parameter) => (raw === null ? null : scl(raw, parameter)),
  Enum: (raw, parameter) => (raw === null || raw === '' ? null : enumerator(raw, parameter)),
  'String[]': (raw, parameter) => entries(raw, parameter),
  MultiValuedProperty: multiValued,
  'Hashtable[]': hashtables,
  Unlimited: unlimited,
  Preference: (raw) => raw,
}

const CLR_NAMES: Readonly<Partial<Record<ParameterType, string>>> = {
  'String[]': 'System.String[]',
  MultiValuedProperty: 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]',
  'Hashtable[]': 'System.Collections.Hashtable[]',
  ByteQuantifiedSize: 'Microsoft.Exchange.Data.ByteQuantifiedSize',
  NullableBoolean: 'System.Boolean',
  SclValue: 'Microsoft.Exchange.Data.SclValue',
  Unlimited: 'Microsoft.Exchange.Data.Unlimited`1[System.UInt32]',
}

const clrOf = ({ clr, type }: Parameter): string => clr ?? CLR_NAMES[type] ?? `System.${type}`

function misfit(raw: unknown, parameter: Parameter, why = "The value isn't in a form that this type takes.") {
  const shown = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? '')
  return transformationFailed(parameter.name, shown.slice(0, VALUE_SHOWN_MAX), clrOf(parameter), why)
}

function text(raw: unknown, parameter: Parameter): string {
  if (typeof raw !== 'string' && typeof raw !== 'number') throw misfit(raw, parameter)
  const value = String(raw)
  const { max, check, name } = parameter
  if (max !== undefined && value.length > max) throw textTooLong(max, value.length)
  if (NAMES.has(name) && /\p{Cc}/u.test(value)) throw invalidValue(`${name} contains invalid characters.`)
  return check && value !== '' ? check(value) : value
}

/**
 * Switches come as JSON booleans; some callers send PowerShell's own words (that they are accepted is
 * inferred).
 */
function truth(raw: unknown, parameter: Parameter): boolean {
  if (typeof raw === 'boolean') return raw
  const word = typeof raw === 'string' ? raw.toLowerCase() : undefined
  if (word === 'true' || word === '$true') return true
  if (word === 'false' || word === '$false') return false
  throw misfit(raw, parameter)
}

/** Names of directory objects cannot have control characters (inferred, also the text). */
const NAMES = new Set(['Name', 'DisplayName', 'Alias'])

const INT32_MAX = 2 ** 31 - 1

/** A count without a sign, or null: its .NET type is a UInt32. */
function unlimited(raw: unknown, parameter: Parameter): number {
  if (typeof raw === 'string' && raw.toLowerCase() === 'unlimited') return Number.POSITIVE_INFINITY
  const count = whole(raw, parameter)
  if (count < 0) throw misfit(raw, parameter)
  return count
}

function whole(raw: unknown, parameter: Parameter): number {
  const value = typeof raw === 'string' && /^-?\d{1,10}$/.test(raw) ? Number(raw) : raw
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > INT32_MAX)
    throw misfit(raw, parameter)
  const [low, high] = parameter.range ?? [-INT32_MAX, INT32_MAX]
  if (value < low || value > high) throw numberOutOfRange(parameter.name, value, low, high)
  return value
}

function moment(raw: unknown, parameter: Parameter): string | null {
  if (raw === null || raw === '') return null
  const at =
    typeof raw === 'string' ? Date.parse(/z|[+-]\d\d:\d\d$/i.test(raw) ? raw : `${raw}Z`) : Number.NaN
  const year = Number.isNaN(at) ? 0 : new Date(at).getUTCFullYear()
  if (year < 1601 || year > 9999) throw misfit(raw, parameter)
  return localTime(at)
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB']
/** The .NET type counts bytes in a UInt64. */
const BYTES_MAX = 2n ** 64n - 1n

/** Sizes are shown in their largest whole unit and in bytes: `10 MB (10,485,760 bytes)`. */
function size(raw: unknown, parameter: Parameter): string | null {
  if (raw === null) return null
  const [, amount = '', unit = 'B'] =
    /^(\d{1,20})\s?([KMGT]?B)?(?: \([\d,]+ bytes\))?$/i.exec(plainText(raw)) ?? []
  if (amount === '') throw misfit(raw, parameter)
  const bytes = BigInt(amount) * 1024n ** BigInt(UNITS.indexOf(unit.toUpperCase()))
  if (bytes > BYTES_MAX) throw misfit(raw, parameter)
  return sizeText(bytes)
}

/** `10 MB (10,485,760 bytes)` */
export function sizeText(bytes: bigint): string {
  let power = 0
  while (power < 4 && bytes > 0n && bytes % 1024n ** BigInt(power + 1) === 0n) power++
  return `${bytes / 1024n ** BigInt(power)} ${UNITS[power]} (${grouped(bytes)} bytes)`
}

const grouped = (n: bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** -1 to 9. It is a separate struct in .NET, so the wire shows text (inferred). */
function scl(raw: unknown, parameter: Parameter): string {
  const level = whole(raw, parameter)
  if (level < -1 || level > 9) throw misfit(raw, parameter)
  return String(level)
}

/** An enumerator by its name or by an unambiguous prefix (observed). */
function enumerator(raw: unknown, parameter: Parameter): string {
  const { enumerators, values = [], name } = parameter
  const word = typeof raw === 'string' ? raw.trim().toLowerCase() : ''
  const exact = enumerators.get(word)
  if (exact) return exact
  const begun = word === '' ? [] : values.filter((value) => value.toLowerCase().startsWith(word))
  const [only] = begun
  if (only && begun.length === 1) return only
  const shown = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? '')
  throw noEnumerator(name, shown.slice(0, VALUE_SHOWN_MAX), clrOf(parameter), values)
}

const ENTRIES_MAX = 10_000

function entries(raw: unknown, parameter: Parameter): readonly string[] {
  if (raw === null || raw === '') return []
  if (!Array.isArray(raw)) return [entry(raw, parameter)]
  if (raw.length > ENTRIES_MAX) throw misfit('', parameter, `More than ${ENTRIES_MAX} values.`)
  return raw.map((one) => entry(one, parameter))
}

function entry(raw: unknown, parameter: Parameter): string {
  const value = parameter.values ? enumerator(raw, parameter) : text(raw, parameter)
  if (value === '') throw misfit(raw, parameter)
  return value
}

/** Tags that clients put on a hashtable (observed in two of them). */
const HASHTABLE = /^#?Exchange\.(GenericHashTable|StringFieldDeltaUpdateData)$/i

/** A caller can send an object that has no text at all; it counts as empty. */
const plainText = (raw: unknown): string =>
  typeof raw === 'string' || typeof raw === 'number' ? String(raw) : ''

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

/** An empty hashtable clears, as an empty list does: clients send it for that (inferred). */
function multiValued(raw: unknown, parameter: Parameter): MultiValued {
  if (!isRecord(raw)) return { replace: entries(raw, parameter) }
  if (!HASHTABLE.test(plainText(raw['@odata.type']))) throw misfit(raw, parameter)
  const change: { add?: readonly string[]; remove?: readonly string[] } = {}
  for (const [key, value] of Object.entries(raw)) {
    const word = key.toLowerCase()
    if (word.includes('@odata.')) continue
    if (word === 'add') change.add = entries(value, parameter)
    else if (word === 'remove') change.remove = removals(value, parameter)
    else throw misfit(raw, parameter, 'A hashtable has the keys Add and Remove.')
  }
  const { add, remove } = change
  return add || remove ? { add: add ?? [], remove: remove ?? [] } : { replace: [] }
}

/** An entry of a list may be removed even if it could not be added today. */
function removals(raw: unknown, { check, ...parameter }: Parameter): readonly string[] {
  const plain = entries(raw, parameter)
  if (!check) return plain
  return plain.map((one) => {
    try {
      return check(one)
    } catch (error) {
      if (error instanceof CmdletError) return one
      throw error
    }
  })
}

function hashtables(raw: unknown, parameter: Parameter): unknown {
  if (raw === null) return null
  const list = Array.isArray(raw) ? raw : [raw]
  if (list.length > ENTRIES_MAX || !list.every(isRecord)) throw misfit(raw, parameter)
  return list.length === 0 ? null : list
}
