/**
 * Exchange nouns, and the cmdlets that follow from their tables. Cmdlets are pure: they read a view of the
 * tenant and return the edits that they want; only `server.ts` commits them, except with WhatIf.
 */

import type { Entity, Kind } from '../base.ts'
import { once } from '../once.ts'
import type { Ids } from '../ports.ts'
import type { Actor, View } from '../tenant.ts'
import { localTime, universalTime } from '../times.ts'
import { findByIdentity, type Origin } from './directory-object.ts'
import { ambiguous, type CmdletError, objectNotFound, parameterSetUnresolved } from './errors.ts'
import { applied, type MultiValued, sameValue } from './multi-valued.ts'
import { type Binding, type ParameterSpec, type ParameterTable, parameterTable } from './parameters.ts'
import { meantBy } from './wildcards.ts'

/** Input of a cmdlet. */
export interface Invocation {
  /** What the cmdlet reads; for writing cmdlets the newest state. */
  readonly view: View
  /**
   * What the answering server has seen so far: it does not find newer objects. Equals the view where absent.
   */
  readonly seen?: View
  readonly organization: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly ids: Ids
  /** Display name of the caller, which rules store. */
  readonly actorName: string
  /** The caller: groups check whether it is one of their managers. */
  readonly caller?: Pick<Actor, 'type' | 'id'>
  readonly bound: Binding
}

/** A write of a cmdlet; `cascade` marks objects that the call did not name. */
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

/** An object under construction, so it may be changed. */
export type Draft = Record<string, unknown>

type Verb = 'Get' | 'New' | 'Set' | 'Remove'

/** A cmdlet with its own code. */
interface OddCmdlet {
  readonly parameters: Readonly<Record<string, ParameterSpec>>
  readonly needsCustomization?: true
  readonly provenance?: Cmdlet['provenance']
  readonly run: (invocation: Invocation) => Outcome
}

export interface NounDefinition {
  readonly name: string
  /** The evidence for its cmdlets; documented where absent. */
  readonly provenance?: Cmdlet['provenance']
  readonly verbs: readonly Verb[]
  /** Verbs that the module has but no page documents. */
  readonly unwritten?: readonly Verb[]
  readonly parameters?: Readonly<Record<string, ParameterSpec>>
  /** False where the organization has a single object, so that Get- and Set- need no Identity. */
  readonly identity?: false
  /** True where Get- has ResultSize. */
  readonly resultSize?: true
  /** Objects of the organization, where they are not just the stored ones. */
  readonly present?: (view: View, organization: string) => readonly Entity[]
  /** Which objects Get- shows, and in which order. */
  readonly shows?: (entity: Entity, bound: Binding) => boolean
  readonly order?: (a: Entity, b: Entity) => number
  /** An object as Get- shows it, where the request's parameters change it. @throws CmdletError */
  readonly presented?: (entity: Entity, bound: Binding) => Entity
  /** Parameter that names a new object; Name where absent. */
  readonly named?: string
  /** A complete object with its defaults, and the properties that follow from a name. */
  readonly blank?: (origin: Origin, name: string) => Draft
  readonly naming?: (organization: string, name: string) => Entity
  /** Value of a list without entries. */
  readonly emptyList?: null
  /** Checks the whole draft and completes it. @throws CmdletError */
  readonly settle?: (draft: Draft, invocation: Invocation, before: Entity | undefined) => void
  readonly warns?: (draft: Draft, invocation: Invocation, before: Entity | undefined) => readonly string[]
  readonly exists?: (existing: Entity) => CmdletError
  /** Resulting changes of other objects. @throws CmdletError where they do not allow the change */
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
  const common = definition.verbs.map((verb): Cmdlet => {
    const provenance = definition.unwritten?.includes(verb) ? 'observed' : definition.provenance
    return derived(definition, verb, provenance)
  })
  const odd = Object.entries(definition.odd ?? {}).map(
    ([name, { parameters, needsCustomization, provenance, run }]) =>
      cmdlet(definition, {
        name,
        parameters: () => parameters,
        needsCustomization: needsCustomization === true,
        run,
        provenance,
      }),
  )
  return { name: definition.name, cmdlets: [...common, ...odd] }
}

function derived(
  definition: NounDefinition,
  verb: Verb,
  provenance: Cmdlet['provenance'] | undefined,
): Cmdlet {
  const row = {
    name: `${verb}-${definition.name}`,
    needsCustomization: verb === 'New' || verb === 'Set',
    provenance,
  }
  const own = () => specsOf(definition, verb)
  switch (verb) {
    case 'Get': {
      const identity = definition.identity === false ? {} : IDENTITY
      const size = definition.resultSize ? RESULT_SIZE : {}
      const parameters = () => ({ ...identity, ...size, ...own() })
      return cmdlet(definition, { ...row, parameters, run: (call) => shown(definition, call) })
    }
    case 'New':
      return cmdlet(definition, { ...row, parameters: own, run: (call) => created(definition, call) })
    case 'Set': {
      const parameters = () => ({ ...own(), ...identityAsked(definition) })
      return cmdlet(definition, { ...row, parameters, run: (call) => set(definition, call) })
    }
    case 'Remove': {
      const parameters = () => ({ ...own(), ...IDENTITY_ASKED })
      return cmdlet(definition, { ...row, parameters, run: (call) => removed(definition, call) })
    }
  }
}

const identityAsked = ({ identity }: NounDefinition): Specs => (identity === false ? {} : IDENTITY_ASKED)

interface CmdletRow extends Pick<Cmdlet, 'name' | 'needsCustomization' | 'run'> {
  readonly parameters: () => Specs
  readonly provenance: Cmdlet['provenance'] | undefined
}

function cmdlet(
  definition: NounDefinition,
  {
    name,
    parameters,
    needsCustomization,
    run,
    provenance = definition.provenance ?? 'documented',
  }: CmdletRow,
): Cmdlet {
  const writes = !name.startsWith('Get-')
  const source = `https://learn.microsoft.com/powershell/module/exchange/${name.toLowerCase()}`
  const table = once(() => parameterTable(parameters()))
  return {
    name,
    noun: definition.name,
    writes,
    needsCustomization,
    get table() {
      return table()
    },
    source,
    provenance,
    run,
  }
}

function specsOf({ parameters = {} }: NounDefinition, verb: Verb): Specs {
  const own: Record<string, ParameterSpec> = {}
  for (const [name, spec] of Object.entries(parameters)) {
    if (!(spec.verbs ?? ['New', 'Set']).includes(verb)) continue
    own[name] = verb === 'New' ? spec : { ...spec, mandatory: false }
  }
  return own
}

/** Documented default of ResultSize, and the warning for more results (observed). */
const RESULTS_DEFAULT = 1000
const MORE_RESULTS =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.'

/** A null Identity shows everything (documented warning of the Get- pages). */
function shown(definition: NounDefinition, invocation: Invocation): Outcome {
  const { shows, order, presented, resultSize } = definition
  const { view, organization, bound } = invocation
  const present = (entity: Entity) => (presented ? presented(entity, bound) : entity)
  if (typeof bound.Identity === 'string' && bound.Identity !== '')
    return { ...NOTHING, output: named(definition, invocation).map(present) }
  let output = objectsOf(definition, view, organization)
  if (shows) output = output.filter((entity) => shows(entity, bound))
  if (order) output = output.toSorted(order)
  if (presented) output = output.map(present)
  const limit = resultSize && typeof bound.ResultSize === 'number' ? bound.ResultSize : RESULTS_DEFAULT
  if (!resultSize || output.length <= limit) return { ...NOTHING, output }
  return { ...NOTHING, output: output.slice(0, Math.max(0, limit)), warnings: [MORE_RESULTS] }
}

function created(definition: NounDefinition, invocation: Invocation): Outcome {
  const { blank, settle, name } = definition
  if (!blank) throw new TypeError(`${name} has no blank object`)
  const { bound, organization, at, ids } = invocation
  const guid = ids.uuid()
  const called = String(bound[definition.named ?? 'Name'])
  refuseDuplicate(definition, invocation, called)
  const draft = blank({ organization, guid, at }, called)
  assign(definition, draft, bound)
  settle?.(draft, invocation, undefined)
  const consequences = definition.consequences?.(undefined, draft, invocation) ?? []
  const warnings = definition.warns?.(draft, invocation, undefined) ?? []
  return { output: [draft], edits: [{ kind: name, key: guid, after: draft }, ...consequences], warnings }
}

function set(definition: NounDefinition, invocation: Invocation): Outcome {
  const { bound, organization } = invocation
  const before = target(definition, invocation)
  const draft = { ...before }
  const properties = assign(definition, draft, bound)
  if (bound.Name !== undefined) {
    if (typeof bound.Name !== 'string' || bound.Name === '') throw parameterSetUnresolved()
    refuseDuplicate(definition, invocation, bound.Name, before)
    Object.assign(draft, definition.naming?.(organization, bound.Name))
  }
  return changed(definition, invocation, { before, draft, properties })
}

/** Ends a change: completes the draft, and commits nothing if nothing has changed. */
export function changed(
  definition: NounDefinition,
  invocation: Invocation,
  { before, draft, properties }: { before: Entity; draft: Draft; properties: readonly string[] },
): Outcome {
  definition.settle?.(draft, invocation, before)
  const warnings = definition.warns?.(draft, invocation, before) ?? []
  if (properties.every((property) => sameValue(before[property], draft[property])))
    return { ...NOTHING, warnings: [...warnings, unmodified(String(before.Identity ?? before.Name))] }
  draft.WhenChanged = localTime(invocation.at)
  if ('WhenChangedUTC' in before) draft.WhenChangedUTC = universalTime(invocation.at)
  const consequences = definition.consequences?.(before, draft, invocation) ?? []
  const edits = [{ kind: definition.name, key: keyOf(before), after: draft }, ...consequences]
  return { ...NOTHING, edits, warnings }
}

/** observed */
export const unmodified = (identity: string): string =>
  `The command completed successfully but no settings of '${identity}' have been modified.`

function removed(definition: NounDefinition, invocation: Invocation): Outcome {
  const before = target(definition, invocation)
  const consequences = definition.consequences?.(before, undefined, invocation) ?? []
  return {
    ...NOTHING,
    edits: [{ kind: definition.name, key: keyOf(before), after: undefined }, ...consequences],
  }
}

/** The objects of the noun's cmdlets. */
const objectsOf = ({ name, present }: NounDefinition, view: View, organization: string): readonly Entity[] =>
  present ? present(view, organization) : view.list(name)

/**
 * The object's present state; the answering server must have seen it. @throws CmdletError 404 without a
 * match, 400 for several
 */
export function target(definition: NounDefinition, invocation: Invocation): Entity {
  const [first, second] = named(definition, invocation)
  if (!first || second) throw ambiguous(String(invocation.bound.Identity))
  return first
}

/**
 * The objects that a call's Identity names; several only with a star. @throws CmdletError 404 without a match
 */
function named(
  definition: NounDefinition,
  { view, seen = view, organization, bound }: Invocation,
): readonly Entity[] {
  const identity = definition.identity === false ? '' : String(bound.Identity)
  const heard = foundIn(definition, seen, organization, identity)
  const now =
    seen === view ? heard : heard.flatMap(({ Guid }) => foundIn(definition, view, organization, String(Guid)))
  if (now.length === 0) throw objectNotFound(identity)
  return now
}

function foundIn(
  definition: NounDefinition,
  view: View,
  organization: string,
  identity: string,
): readonly Entity[] {
  const { name, identity: hasIdentity, present } = definition
  if (hasIdentity === false) return objectsOf(definition, view, organization).slice(0, 1)
  const exact = present
    ? bearing(identity, present(view, organization))
    : findByIdentity(view, name, identity)
  return meantBy(
    identity,
    exact ? [exact] : [],
    () => objectsOf(definition, view, organization),
    ({ Name }) => [Name],
  )
}

function bearing(identity: string, entities: readonly Entity[]): Entity | undefined {
  const wanted = identity.toLowerCase()
  return entities.find((entity) =>
    [entity.Guid, entity.Name, entity.DistinguishedName].some(
      (word) => String(word).toLowerCase() === wanted,
    ),
  )
}

/** @throws CmdletError 404 where the tenant has no such object */
export function getByIdentity(kind: Kind, view: View, identity: string): Entity {
  const found = findByIdentity(view, kind, identity)
  if (!found) throw objectNotFound(identity)
  return found
}

/** An object of the starting state without a Guid is stored under its name. */
export const keyOf = (entity: Entity): string => String(entity.Guid ?? entity.Name)

export const NOTHING: Outcome = { output: [], edits: [], warnings: [] }

function refuseDuplicate(
  definition: NounDefinition,
  { view, organization }: Invocation,
  wanted: string,
  self?: Entity,
): void {
  const { name, exists, present } = definition
  const existing = present ? bearing(wanted, present(view, organization)) : view.find(name, 'Name', wanted)[0]
  if (existing && existing.Guid !== self?.Guid && exists) throw exists(existing)
}

/** Writes bound values into a draft. @returns the written properties */
function assign({ parameters = {}, emptyList }: NounDefinition, draft: Draft, bound: Binding): string[] {
  const properties: string[] = []
  for (const name in bound) {
    const spec = parameters[name]
    if (!spec || spec.property === null) continue
    const property = spec.property ?? name
    properties.push(property)
    draft[property] = merged(spec, draft[property], bound[name], emptyList)
  }
  return properties
}

function merged(spec: ParameterSpec, before: unknown, value: unknown, emptyList: null | undefined): unknown {
  if (value === null) return spec.cleared ?? null
  if (spec.type !== 'MultiValuedProperty' && spec.type !== 'String[]') return value
  const list = spec.type === 'String[]' ? (value as string[]) : applied(asList(before), value as MultiValued)
  return list.length === 0 && emptyList === null ? null : list
}

/** A list property as a list; rules have null where it is empty. */
export const asList = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [])
