/**
 * Changes of a recipient: directory properties are stored in the directory, all others in Exchange's own
 * settings.
 */

import type { Entity, Kind } from '../../base.ts'
import { localTime, universalTime } from '../../times.ts'
import {
  ambiguous,
  directoryObjectExists,
  invalidValue,
  objectNotFound,
  parameterSetUnresolved,
} from '../errors.ts'
import { applied, type MultiValued, sameValue } from '../multi-valued.ts'
import { asList, type Draft, type Edit, type Invocation, NOTHING, type Outcome, unmodified } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { changedAddresses } from './addresses.ts'
import {
  DYNAMIC_GROUPS,
  entitiesByIdentity,
  isContact,
  isGroup,
  nameOf,
  type Recipient,
  recipientsByIdentity,
  SETTINGS,
  settingsOf,
} from './index.ts'
import { recipientDn } from './names.ts'
import { REFERENCES } from './tail.ts'

export type Specs = Readonly<Record<string, ParameterSpec>>

/** Parameters whose property is the directory's, by its name there. */
const IN_DIRECTORY: Readonly<Record<string, string>> = {
  Alias: 'mailNickname',
  Classification: 'classification',
  DisplayName: 'displayName',
  Notes: 'description',
  Office: 'officeLocation',
}

/** A cmdlet's change in addition to its parameters' properties. */
export interface Further {
  readonly entity?: Entity
  readonly settings?: Entity
  readonly edits?: readonly Edit[]
}

/**
 * Commits a Set- cmdlet's parameters. @throws CmdletError for names and addresses that another recipient has
 */
export function changed(
  invocation: Invocation,
  recipient: Recipient,
  specs: Specs,
  further: Further = {},
): Outcome {
  const { view, bound, organization } = invocation
  const { entity, id } = recipient
  const settings = settingsOf(view, id)
  if (bound.Name !== undefined) checkName(invocation, String(bound.Name ?? ''), entity)
  const inDirectory: Draft = { ...entity, ...changedAddresses(view, entity, bound), ...further.entity }
  const kept: Draft = { ...settings, ...further.settings }
  for (const name in bound) {
    const spec = specs[name]
    if (!spec || spec.property === null) continue
    const property = IN_DIRECTORY[name]
    if (property) inDirectory[property] = bound[name]
    else kept[spec.property ?? name] = keptValue(invocation, name, spec, settings[spec.property ?? name])
  }
  checkSizes(kept)
  const edits = [
    ...(isSame(entity, inDirectory) ? [] : [{ kind: kindOf(entity), key: id, after: inDirectory }]),
    ...(further.edits ?? []),
  ]
  if (edits.length === 0 && isSame(settings, kept))
    return { ...NOTHING, warnings: [unmodified(nameOf(view, entity) || organization)] }
  return { ...NOTHING, edits: [...edits, settingsEdit(invocation, id, kept, edits.length > 0)] }
}

/** Settings are written at every change, since they contain its time. */
export function settingsEdit({ at }: Invocation, id: string, kept: Entity, cascade = false): Edit {
  const after = { ...kept, id, WhenChanged: localTime(at), WhenChangedUTC: universalTime(at) }
  return { kind: SETTINGS, key: id, after, cascade }
}

const kindOf = (entity: Entity): Kind =>
  isContact(entity)
    ? 'contacts'
    : entity.recipientFilter !== undefined
      ? DYNAMIC_GROUPS
      : isGroup(entity)
        ? 'groups'
        : 'users'

const isSame = (before: Entity, after: Entity): boolean =>
  Object.keys(after).every((name) => sameValue(before[name], after[name]))

function keptValue(invocation: Invocation, name: string, spec: ParameterSpec, before: unknown): unknown {
  const { bound, view } = invocation
  const value = bound[name]
  if (value === null || value === '') return spec.type === 'MultiValuedProperty' ? [] : (spec.cleared ?? null)
  if (spec.type !== 'MultiValuedProperty')
    return REFERENCES.has(name) ? getReferred(view, String(value)).id : value
  const change = value as MultiValued
  if (!REFERENCES.has(name)) return applied(asList(before), change)
  return applied(asList(before), idsIn(view, change))
}

/** A list's change with ids in place of the recipients' names. @throws CmdletError 404 */
export function idsIn(view: Invocation['view'], change: MultiValued): MultiValued {
  const ids = (names: readonly string[]) => names.map((name) => getReferred(view, name).id)
  return 'replace' in change
    ? { replace: ids(change.replace) }
    : { add: ids(change.add), remove: ids(change.remove) }
}

/** The recipient that a parameter's value names. @throws CmdletError 404 without a match, 400 for several */
export function getReferred(view: Invocation['view'], identity: string): Recipient {
  const [recipient, other] = recipientsByIdentity(view, identity)
  if (!recipient) throw objectNotFound(identity)
  if (other) throw ambiguous(identity)
  return recipient
}

/** Names are unique among recipients (documented). @throws CmdletError where another has it */
export function checkName({ view, organization }: Invocation, name: string, self?: Entity): void {
  if (name === '') throw parameterSetUnresolved()
  const named = entitiesByIdentity(view, name).find(
    (entity) => nameOf(view, entity).toLowerCase() === name.toLowerCase(),
  )
  if (named && named.id !== self?.id) throw directoryObjectExists(recipientDn(organization, name))
}

/** https://learn.microsoft.com/powershell/module/exchange/set-mailbox — 150 MB is the service's limit. */
const SIZE_MAX = 150 * 1024 * 1024

function checkSizes(kept: Entity): void {
  for (const name of ['MaxSendSize', 'MaxReceiveSize']) {
    const bytes = /\(([\d,]+) bytes\)/.exec(String(kept[name]))?.[1]?.replaceAll(',', '')
    if (Number(bytes) > SIZE_MAX) throw invalidValue(`The value of ${name} can't be larger than 150 MB.`)
  }
}

export const isTrue = (bound: Binding, name: string): boolean => bound[name] === true
