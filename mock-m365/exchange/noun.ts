/**
 * What an Exchange noun is, and the cmdlets that follow from it. Cmdlets are pure: they read a view of the tenant
 * and say which edits they want; `server.ts` alone commits them, or does not where WhatIf was asked.
 */
import type { Entity, Kind } from '../base.ts'
import type { Ids } from '../ports.ts'
import type { View } from '../tenant.ts'
import { findByIdentity, localTime, type Origin, universalTime } from './directory-object.ts'
import { type CmdletError, objectNotFound, parameterSetUnresolved } from './errors.ts'
import { applied, type MultiValued, sameValue } from './multi-valued.ts'
import { type Binding, type ParameterSpec, type ParameterTable, parameterTable } from './parameters.ts'

/** All that a cmdlet may know. */
export interface Invocation {
  readonly view: View
  readonly organization: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly ids: Ids
  /** Display name of the caller, which rules keep. */
  readonly actorName: string
  readonly bound: Binding
}

/** A write that a cmdlet wants; `cascade` marks objects that the call did not name. */
export interface Edit {
  readonly kind: Kind
  readonly key: string
  readonly after: Entity | undefined
  readonly cascade?: boolean
}

export interface Outcome {
  readonly output: readonly Entity[]
  readonly edits: readonly Edit[]
  readonly warnings: readonly string[]
}

export interface Cmdlet {
  readonly name: string
  readonly noun: string
  readonly writes: boolean
  /** Refused until the organization is customized. https://learn.microsoft.com/powershell/module/exchange/enable-organizationcustomization */
  readonly needsCustomization: boolean
  readonly table: ParameterTable
  /** Page that documents it. */
  readonly source: string
  readonly provenance: 'documented' | 'observed' | 'inferred' | 'proposed'
  readonly run: (invocation: Invocation) => Outcome
}

/** An object under construction; nobody else has it yet. */
export type Draft = Record<string, unknown>

type Verb = 'Get' | 'New' | 'Set' | 'Remove'

/** A cmdlet that does not follow from the noun's table. */
interface OddCmdlet {
  readonly parameters: Readonly<Record<string, ParameterSpec>>
  readonly needsCustomization?: true
  readonly run: (invocation: Invocation) => Outcome
}

export interface NounDefinition {
  readonly name: string
  /** How well its cmdlets are known; documented where absent. */
  readonly provenance?: Cmdlet['provenance']
  readonly verbs: readonly Verb[]
  readonly parameters?: Readonly<Record<string, ParameterSpec>>
  /** False where Get- knows no Identity. */
  readonly identity?: false
  /** True where Get- knows ResultSize. */
  readonly resultSize?: true
  /** Which objects Get- shows, and in which order. */
  readonly shows?: (entity: Entity, bound: Binding) => boolean
  readonly order?: (a: Entity, b: Entity) => number
  /** A complete object with its defaults, and the properties that follow from a name. */
  readonly blank?: (origin: Origin, name: string) => Draft
  readonly naming?: (organization: string, name: string) => Entity
  /** Value of a list without entries. */
  readonly emptyList?: null
  /** Checks a draft as a whole and completes it. @throws CmdletError */
  readonly settle?: (draft: Draft, invocation: Invocation, before: Entity | undefined) => void
  readonly exists?: (existing: Entity) => CmdletError
  /** Changes of other objects that follow. @throws CmdletError where the change is refused for their sake */
  readonly consequences?: (
    before: Entity | undefined,
    after: Entity | undefined,
    invocation: Invocation,
  ) => readonly Edit[]
  /** Further cmdlets by full name. */
  readonly odd?: Readonly<Record<string, OddCmdlet>>
}

export interface Noun {
  readonly name: string
  readonly cmdlets: readonly Cmdlet[]
}

type Specs = Readonly<Record<string, ParameterSpec>>

const IDENTITY: Specs = { Identity: { type: 'String' } }
const IDENTITY_ASKED: Specs = { Identity: { type: 'String', mandatory: true } }
const RESULT_SIZE: Specs = { ResultSize: { type: 'Unlimited' } }

/** @param definition the table from which the noun's cmdlets follow */
export function noun(definition: NounDefinition): Noun {
  const common = definition.verbs.map((verb) => derived(definition, verb))
  const odd = Object.entries(definition.odd ?? {}).map(([name, { parameters, needsCustomization, run }]) =>
    cmdlet(definition, name, parameters, needsCustomization === true, run),
  )
  return { name: definition.name, cmdlets: [...common, ...odd] }
}

function derived(definition: NounDefinition, verb: Verb): Cmdlet {
  const name = `${verb}-${definition.name}`
  const own = specsOf(definition, verb)
  switch (verb) {
    case 'Get': {
      const identity = definition.identity === false ? {} : IDENTITY
      const size = definition.resultSize ? RESULT_SIZE : {}
      return cmdlet(definition, name, { ...identity, ...size, ...own }, false, (call) =>
        shown(definition, call),
      )
    }
    case 'New':
      return cmdlet(definition, name, own, true, (call) => created(definition, call))
    case 'Set':
      return cmdlet(definition, name, { ...own, ...IDENTITY_ASKED }, true, (call) => set(definition, call))
    case 'Remove':
      return cmdlet(definition, name, { ...own, ...IDENTITY_ASKED }, false, (call) =>
        removed(definition, call),
      )
  }
}

function cmdlet(
  definition: NounDefinition,
  name: string,
  parameters: Specs,
  needsCustomization: boolean,
  run: Cmdlet['run'],
): Cmdlet {
  const writes = !name.startsWith('Get-')
  const { provenance = 'documented' } = definition
  const source = `https://learn.microsoft.com/powershell/module/exchange/${name.toLowerCase()}`
  const table = parameterTable(parameters)
  return { name, noun: definition.name, writes, needsCustomization, table, source, provenance, run }
}

function specsOf({ parameters = {} }: NounDefinition, verb: Verb): Specs {
  const own: Record<string, ParameterSpec> = {}
  for (const [name, spec] of Object.entries(parameters)) {
    if (!(spec.verbs ?? ['New', 'Set']).includes(verb)) continue
    own[name] = verb === 'New' ? spec : { ...spec, mandatory: false }
  }
  return own
}

/** Documented default of ResultSize, and the warning when there is more (observed). */
const RESULTS_DEFAULT = 1000
const MORE_RESULTS =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.'

/** A null Identity shows everything (documented warning of the Get- pages). */
function shown(definition: NounDefinition, { view, bound }: Invocation): Outcome {
  const { name, shows, order, resultSize } = definition
  if (typeof bound.Identity === 'string' && bound.Identity !== '')
    return { ...NOTHING, output: [getByIdentity(name, view, bound.Identity)] }
  let output = view.list(name)
  if (shows) output = output.filter((entity) => shows(entity, bound))
  if (order) output.sort(order)
  const limit = resultSize && typeof bound.ResultSize === 'number' ? bound.ResultSize : RESULTS_DEFAULT
  if (!resultSize || output.length <= limit) return { ...NOTHING, output }
  return { ...NOTHING, output: output.slice(0, Math.max(0, limit)), warnings: [MORE_RESULTS] }
}

function created(definition: NounDefinition, invocation: Invocation): Outcome {
  const { blank, settle, name } = definition
  if (!blank) throw new TypeError(`${name} has no blank object`)
  const { bound, organization, at, ids } = invocation
  const guid = ids.uuid()
  const called = String(bound.Name)
  refuseDuplicate(definition, invocation, called)
  const draft = blank({ organization, guid, at }, called)
  assign(definition, draft, bound)
  settle?.(draft, invocation, undefined)
  const consequences = definition.consequences?.(undefined, draft, invocation) ?? []
  return { ...NOTHING, output: [draft], edits: [{ kind: name, key: guid, after: draft }, ...consequences] }
}

function set(definition: NounDefinition, invocation: Invocation): Outcome {
  const { bound, organization, view } = invocation
  const before = getByIdentity(definition.name, view, String(bound.Identity))
  const draft = { ...before }
  const properties = assign(definition, draft, bound)
  if (bound.Name !== undefined) {
    if (typeof bound.Name !== 'string' || bound.Name === '') throw parameterSetUnresolved()
    refuseDuplicate(definition, invocation, bound.Name, before)
    Object.assign(draft, definition.naming?.(organization, bound.Name))
  }
  return changed(definition, invocation, { before, draft, properties })
}

/** Ends a change: settles the draft, and commits nothing where it says what stood there already. */
export function changed(
  definition: NounDefinition,
  invocation: Invocation,
  { before, draft, properties }: { before: Entity; draft: Draft; properties: readonly string[] },
): Outcome {
  definition.settle?.(draft, invocation, before)
  if (properties.every((property) => sameValue(before[property], draft[property])))
    return { ...NOTHING, warnings: [unmodified(String(before.Identity))] }
  draft.WhenChanged = localTime(invocation.at)
  if ('WhenChangedUTC' in before) draft.WhenChangedUTC = universalTime(invocation.at)
  const consequences = definition.consequences?.(before, draft, invocation) ?? []
  return { ...NOTHING, edits: [{ kind: definition.name, key: keyOf(before), after: draft }, ...consequences] }
}

/** observed */
export const unmodified = (identity: string): string =>
  `The command completed successfully but no settings of '${identity}' have been modified.`

function removed(definition: NounDefinition, invocation: Invocation): Outcome {
  const { bound, view } = invocation
  const before = getByIdentity(definition.name, view, String(bound.Identity))
  const consequences = definition.consequences?.(before, undefined, invocation) ?? []
  return {
    ...NOTHING,
    edits: [{ kind: definition.name, key: keyOf(before), after: undefined }, ...consequences],
  }
}

/** @throws CmdletError 404 where the tenant has no such object */
export function getByIdentity(kind: Kind, view: View, identity: string): Entity {
  const found = findByIdentity(view, kind, identity)
  if (!found) throw objectNotFound(identity)
  return found
}

const keyOf = (entity: Entity): string => String(entity.Guid)

export const NOTHING: Outcome = { output: [], edits: [], warnings: [] }

function refuseDuplicate(
  { name, exists }: NounDefinition,
  { view }: Invocation,
  wanted: string,
  self?: Entity,
): void {
  const [existing] = view.find(name, 'Name', wanted)
  if (existing && existing !== self && exists) throw exists(existing)
}

/** Writes bound values into a draft. @returns the properties that they concern */
function assign({ parameters = {}, emptyList }: NounDefinition, draft: Draft, bound: Binding): string[] {
  const properties: string[] = []
  for (const name in bound) {
    const spec = parameters[name]
    if (!spec || spec.property === null) continue
    const property = spec.property ?? name
    properties.push(property)
    draft[property] = kept(spec, draft[property], bound[name], emptyList)
  }
  return properties
}

function kept(spec: ParameterSpec, before: unknown, value: unknown, emptyList: null | undefined): unknown {
  if (value === null) return spec.cleared ?? null
  if (spec.type !== 'MultiValuedProperty' && spec.type !== 'String[]') return value
  const list = spec.type === 'String[]' ? (value as string[]) : applied(asList(before), value as MultiValued)
  return list.length === 0 && emptyList === null ? null : list
}

/** A list property as a list: null where rules have none. */
export const asList = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [])
