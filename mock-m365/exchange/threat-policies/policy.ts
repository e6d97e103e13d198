/**
 * Threat policies: settings of one kind of protection under a name. Every organization has a default one, for
 * everybody without another policy by a rule.
 * https://learn.microsoft.com/defender-office-365/recommended-settings-for-eop-and-office365
 */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import {
  directoryTail,
  distinguishedName,
  type Origin,
  type Placement,
  withStanding,
} from '../directory-object.ts'
import { directoryObjectExists, invalidSettings, invalidValue, objectNotFound } from '../errors.ts'
import { isDomain, isMailAddress } from '../network-addresses.ts'
import { type Draft, type Edit, type Invocation, keyOf, type NounDefinition } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'

export interface ThreatPolicy {
  readonly kind: Kind
  /** Kind of the rules that assign a policy to people. */
  readonly rule: Kind
  /** Without its last comma: `CN=Hosted Content Filter`. */
  readonly container: string
  /** Schema class, where it is not that of anti-spam policies, as for most (observed). */
  readonly schema?: Pick<Placement, 'category' | 'objectClass'>
  /** Name of the default policy. */
  readonly standing?: string
  readonly parameters: NounDefinition['parameters']
  /** A new policy's own properties, in the order in which Get- shows them. */
  readonly defaults: Entity
  /** Where the default policy differs from a new one. */
  readonly standingDefaults?: Entity
  /** True where the identity comes before the directory's tail (observed for most). */
  readonly identityFirst?: true
  readonly settle?: (draft: Draft) => void
  readonly presented?: NounDefinition['presented']
}

const SCHEMA = {
  category: 'ms-Exch-Hosted-Content-Filter-Config',
  objectClass: 'msExchHostedContentFilterConfig',
}

const NAME: ParameterSpec = { type: 'String', mandatory: true, max: 64, verbs: ['New'] }
/** A switch that is not set has no effect. */
const MAKE_DEFAULT: ParameterSpec = { type: 'Boolean', property: 'IsDefault', verbs: ['Set'] }

export function threatPolicy(policy: ThreatPolicy): NounDefinition {
  const { kind, parameters, presented } = policy
  return {
    name: kind,
    verbs: ['Get', 'New', 'Set', 'Remove'],
    parameters: { Name: NAME, ...parameters },
    present: (view) => policiesOf(policy, view),
    blank: (origin, Name) => policyObject(policy, origin, Name),
    settle: (draft, { bound }, before) => {
      if (bound.MakeDefault === false) draft.IsDefault = before?.IsDefault
      policy.settle?.(draft)
    },
    exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
    consequences: (before, after, call) =>
      after ? dethroned(policy, before, after, call) : kept(policy, before, call),
    ...(presented ? { presented } : {}),
  }
}

/** `Set-… -MakeDefault`, which only some policies have. */
export const MAKES_DEFAULT = { MakeDefault: MAKE_DEFAULT }

/** `Remove-… -Force`, which some policies have; it has no effect here. */
export const FORCES = { Force: { type: 'Boolean', property: null, verbs: ['Remove'] } } as const

/** All policies of the kind, including the default one where the state does not contain it. */
function policiesOf(policy: ThreatPolicy, view: View): readonly Entity[] {
  const { kind, standing = 'Default', standingDefaults } = policy
  return withStanding(view, kind, standing, (origin) => ({
    ...policyObject(policy, origin, standing),
    ...standingDefaults,
    IsDefault: true,
  }))
}

/** The policy that a rule's parameter names, by name, distinguished name or GUID (documented). @throws CmdletError 404 */
export function getPolicy(policy: ThreatPolicy, view: View, identity: string): Entity {
  const wanted = identity.toLowerCase()
  const found = policiesOf(policy, view).find((one) =>
    [one.Name, one.DistinguishedName, one.Guid].some((name) => String(name).toLowerCase() === wanted),
  )
  if (!found) throw objectNotFound(identity)
  return found
}

function policyObject(
  { container, schema = SCHEMA, defaults, identityFirst }: ThreatPolicy,
  origin: Origin,
  Name: string,
): Draft {
  const place: Placement = { container: `${container},`, version: '0.20 (15.0.0.0)', ...schema }
  return {
    ...defaults,
    ...(identityFirst ? { Identity: Name, Id: Name, IsValid: true } : {}),
    ...directoryTail(origin, Name, place),
    DistinguishedName: distinguishedName(origin.organization, place.container, Name),
  }
}

/** There is one default policy: the former one stops being it (documented for MakeDefault). */
function dethroned(
  policy: ThreatPolicy,
  before: Entity | undefined,
  after: Entity,
  { view }: Invocation,
): readonly Edit[] {
  if (after.IsDefault !== true || before?.IsDefault === true) return []
  return policiesOf(policy, view)
    .filter(({ IsDefault, Guid }) => IsDefault === true && Guid !== after.Guid)
    .map((one) => ({
      kind: policy.kind,
      key: keyOf(one),
      after: { ...one, IsDefault: false },
      cascade: true,
    }))
}

/** A policy that a rule names cannot be removed (inferred), and neither can the default one (documented). */
function kept(
  { kind, rule }: ThreatPolicy,
  before: Entity | undefined,
  { view }: Invocation,
): readonly Edit[] {
  if (!before) return []
  if (before.IsDefault === true)
    throw invalidSettings(`The policy '${before.Name}' is the default policy and can't be removed.`)
  const [user] = view.find(rule, kind, before.Name)
  if (user)
    throw invalidSettings(
      `The policy '${before.Name}' is being used by the rule '${user.Name}' and can't be removed.`,
    )
  return []
}

export const FLAG: ParameterSpec = { type: 'Boolean' }
export const TEXT: ParameterSpec = { type: 'String', max: 256, cleared: '' }
export const LIST: ParameterSpec = { type: 'MultiValuedProperty' }
export const ADDRESSES: ParameterSpec = { ...LIST, check: address }
export const DOMAINS: ParameterSpec = { ...LIST, check: domain }

/** @param type the enumeration's own name @param values separated by spaces */
export const oneOf = (type: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.Directory.SystemConfiguration.${type}`,
  values: values.split(' '),
})
/** Reserved for Microsoft's own use (documented): preset policies have another value than Custom. */
export const RECOMMENDED: ParameterSpec = {
  ...oneOf('RecommendedPolicyType', 'Custom Standard Strict'),
  verbs: ['New'],
}

/** @param names separated by spaces, or a list */
export const allOf = (
  names: string | readonly string[],
  spec: ParameterSpec,
): Readonly<Record<string, ParameterSpec>> =>
  Object.fromEntries((typeof names === 'string' ? names.split(' ') : names).map((name) => [name, spec]))

export function address(text: string): string {
  if (isMailAddress(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP address.`)
}

function domain(text: string): string {
  if (isDomain(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP domain.`)
}
