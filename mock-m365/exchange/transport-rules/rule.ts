/**
 * The transport rule as an object: its two hundred properties, and those that are derived from the others.
 */

import type { Entity } from '../../base.ts'
import { localTime } from '../../times.ts'
import { distinguishedName, type Origin, organizationId } from '../directory-object.ts'
import type { Draft } from '../noun.ts'
import {
  ACTION_PROPERTIES,
  CONDITION_PROPERTIES,
  EXCEPTION_PROPERTIES,
  FLAG_PROPERTIES,
  PATTERN_PARAMETERS,
} from './parameters.ts'
import { type Part, partsOf, phraseOf } from './phrases.ts'

const CONDITIONS = partsOf(CONDITION_PROPERTIES, 'Predicate')
const EXCEPTIONS = partsOf(EXCEPTION_PROPERTIES, 'Predicate')
const ACTIONS = partsOf(ACTION_PROPERTIES, 'Action')

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The first properties of the object. */
const HEAD: Entity = {
  Priority: 0,
  DlpPolicy: null,
  DlpPolicyId: NOBODY,
  Comments: null,
  CreatedBy: '',
  LastModifiedBy: '',
  ManuallyModified: false,
  ActivationDate: null,
  ExpiryDate: null,
  Description: '',
  RuleVersion: '14.0.0.0',
  Size: 0,
  Conditions: null,
  Exceptions: null,
  Actions: null,
  State: 'Enabled',
  Mode: 'Enforce',
  IsRuleConfigurationSupported: true,
  RuleConfigurationUnsupportedReason: '',
  RuleErrorAction: 'Ignore',
  SenderAddressLocation: 'Header',
  RecipientAddressType: 'Resolved',
  RuleSubType: 'None',
  RegexSize: 0,
  UseLegacyRegex: false,
}

const UNSET: Entity = Object.fromEntries(
  [...CONDITION_PROPERTIES, ...EXCEPTION_PROPERTIES, ...ACTION_PROPERTIES].map((name) => [
    name,
    FLAG_PROPERTIES.has(name) ? false : null,
  ]),
)

const CONTAINER = 'CN=TransportVersioned,CN=Rules,'

/** Properties derived from a rule's name. */
export const ruleNaming = (organization: string, name: string): Entity => ({
  Identity: name,
  DistinguishedName: distinguishedName(organization, CONTAINER, name),
})

/**
 * Every property in its place: copying one object of two hundred properties is much faster than merging
 * several.
 */
const TEMPLATE: Entity = {
  ...HEAD,
  ...UNSET,
  Identity: '',
  DistinguishedName: '',
  Guid: NOBODY,
  ImmutableId: NOBODY,
  OrganizationId: '',
  Name: '',
  IsValid: true,
  WhenChanged: null,
  ObjectState: 'Unchanged',
}

/** A rule without predicates and actions, from which New- starts. */
export function blankRule({ organization, guid, at }: Origin, name: string): Draft {
  const rule: Draft = { ...TEMPLATE }
  rule.Identity = name
  rule.DistinguishedName = distinguishedName(organization, CONTAINER, name)
  rule.Guid = guid
  rule.ImmutableId = guid
  rule.OrganizationId = organizationId(organization)
  rule.Name = name
  rule.WhenChanged = localTime(at)
  return rule
}

/** A complete rule for starting states and imports. Description, Size and the class lists are derived. */
export const transportRule = (origin: Origin, overrides: Entity & { readonly Name: string }): Draft =>
  described({ ...blankRule(origin, overrides.Name), ...overrides })

/** Writes the derived properties. @returns the same draft */
export function described(rule: Draft): Draft {
  const conditions = present(CONDITIONS, rule)
  const exceptions = present(EXCEPTIONS, rule)
  const actions = present(ACTIONS, rule)
  rule.Conditions = classesOf(conditions)
  rule.Exceptions = classesOf(exceptions)
  rule.Actions = classesOf(actions)
  rule.Description = [
    paragraph('If the message:', conditions, 'and', rule),
    paragraph('Take the following actions:', actions, 'and', rule),
    paragraph('Except if the message:', exceptions, 'or', rule),
  ].join('')
  rule.RegexSize = PATTERN_PARAMETERS.reduce((sum, name) => sum + charactersIn(rule[name]), 0)
  rule.Size = sizeOf(rule, [...conditions, ...exceptions, ...actions])
  return rule
}

const present = (parts: readonly Part[], rule: Draft): readonly Part[] =>
  parts.filter(({ property }) => {
    const value = rule[property]
    return value !== null && value !== false && value !== undefined
  })

function classesOf(parts: readonly Part[]): readonly string[] | null {
  const names = parts.flatMap(({ className }) => className ?? [])
  return names.length === 0 ? null : names
}

/** The grammar is observed; `or` between exceptions is inferred. */
function paragraph(heading: string, parts: readonly Part[], word: 'and' | 'or', rule: Draft): string {
  const phrases = parts.filter(({ className }) => className).map((part) => phraseOf(part, rule))
  return phrases.length === 0 ? '' : `${heading}\r\n\t${phrases.join(`\r\n\t${word} `)}\r\n`
}

const EMPTY_RULE_BYTES = 221
const PART_BYTES = 24

/**
 * Inferred: the service counts its own form of the rule; the two constants fit the only observed rule of 382
 * bytes.
 */
function sizeOf(rule: Draft, parts: readonly Part[]): number {
  const own = bytesIn(rule.Name) + bytesIn(rule.Comments)
  return parts.reduce(
    (sum, { property }) => sum + PART_BYTES + property.length + bytesIn(rule[property]),
    EMPTY_RULE_BYTES + own,
  )
}

function bytesIn(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + bytesIn(one), 0)
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 0
}

const charactersIn = (value: unknown): number => (Array.isArray(value) ? value.join('').length : 0)
