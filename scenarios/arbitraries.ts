/** Random scripts. Steps come in chunks, so that a list that is shrunk stays a run that means something. */

import * as fc from 'fast-check'
import type { Fault } from '#mock-m365'
import { publishedNames, publishedSites } from '#reports'
import {
  GRANT,
  isStageOp,
  POLICY_CHOICES,
  type Script,
  STAGE_OPS,
  type Step,
  type StepFault,
} from './harness/script.ts'
import { STEP_FAULTS } from './harness/step-faults.ts'
import type { Beside } from './workers/schedule.ts'
import { worlds } from './worlds/arbitrary.ts'

type ScriptLag = NonNullable<Script['lag']>

const SITES = publishedSites.map(({ name }) => name)

/** Addresses that no site uses. */
const addresses = fc.constantFrom('192.0.2.1', '192.0.2.16/28', '198.51.100.77', '203.0.113.0/24')
/** Addresses of sites. */
const published = fc.constantFrom('104.210.58.247', '104.210.59.109', '20.54.65.186', '20.126.70.251')
/** Sending infrastructures of two sites. */
const pairs = fc.constantFrom('inpost-eu.tmcas.trendmicro.com', 'inpost.tmcas.trendmicro.com')
const names = fc.constantFrom(
  'Quarterly report',
  "O'Brien & sons",
  'Überwachung',
  '<b>bold</b>',
  'x'.repeat(64),
)
/** What the product makes, and an administrator may take for rubbish. */
const { GROUPS, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, RULES } = publishedNames
const rules = fc.constantFrom(...RULES)
const connectors = fc.constantFrom(...INBOUND_CONNECTORS, ...OUTBOUND_CONNECTORS)
const products = fc.constantFrom(...GROUPS, ...INBOUND_CONNECTORS, ...OUTBOUND_CONNECTORS, ...RULES)
const people = fc.constantFrom('Ada Lovelace', 'Felix Bloch', 'Grace Hopper')

/** Settings as somebody may change them who does not know whose object it is. */
const settings = fc.constantFrom(
  `${RULES[0]} {"SetHeaderValue": "0"}`,
  `${RULES[1]} {"FromScope": null}`,
  `${RULES[2]} {"SenderAddressLocation": "HeaderOrEnvelope"}`,
  `${RULES[4]} {"SetSCL": 5}`,
  `${RULES[5]} {"HeaderContainsWords": ["yes"]}`,
  `${OUTBOUND_CONNECTORS[0]} {"TlsSettings": "EncryptionOnly"}`,
  `${OUTBOUND_CONNECTORS[1]} {"SmartHosts": ["relay.example.com"]}`,
  `${INBOUND_CONNECTORS[0]} {"SenderIPAddresses": ["192.0.2.1"]}`,
  `${GROUPS[1]} {"displayName": "Old group"}`,
)

const administrated =
  (act: Extract<Step, { op: 'administrator' }>['act']) =>
  (value: string): Step => ({
    op: 'administrator',
    act,
    value,
  })

/** What is done to the product's own objects, so that only their ids or their marks tell whose they are. */
const disguising: fc.Arbitrary<Step> = fc.oneof(
  products.map(administrated('erase mark')),
  products.map((name) => administrated('rename')(`${name} to Renamed ${name.length}`)),
  rules.map((name) => administrated('type mark')(`${name} to Own ${name.length}`)),
  fc.constantFrom(...GROUPS).map(administrated('make public')),
  settings.map(administrated('set')),
)

const meddling: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: disguising },
  addresses.map((value): Step => ({ op: 'administrator', act: 'allow address', value })),
  names.map((value): Step => ({ op: 'administrator', act: 'add rule', value })),
  published.map((value): Step => ({ op: 'administrator', act: 'take out address', value })),
  pairs.map((value): Step => ({ op: 'administrator', act: 'take out pair', value })),
  products.map((value): Step => ({ op: 'administrator', act: 'remove', value })),
  fc
    .constantFrom('delete application' as const, 'disable application' as const, 'take role' as const)
    .map((act): Step => ({ op: 'administrator', act, value: publishedNames.APP_NAME })),
  rules.map((value): Step => ({ op: 'administrator', act: 'disable', value })),
  rules.map((value): Step => ({ op: 'administrator', act: 'move to top', value })),
  rules.map((value): Step => ({ op: 'administrator', act: 'strip of exceptions', value })),
  connectors.map((value): Step => ({ op: 'administrator', act: 'disable connector', value })),
  people.map((value): Step => ({ op: 'administrator', act: 'add user', value })),
  people.map((value): Step => ({ op: 'administrator', act: 'remove user', value })),
  fc
    .constantFrom('nest group' as const, 'part group' as const)
    .map((act): Step => ({ op: 'administrator', act, value: 'Finance in Research' })),
  fc.constant<Step>({
    op: 'administrator',
    act: 'rename group',
    value: 'TMCAS Inline Incoming O365 Virtual Group',
  }),
)

const chunk: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(GRANT) },
  { weight: 1, arbitrary: fc.constant(GRANT.toSpliced(3, 0, { op: 'advance', hours: 1 })) },
  { weight: 3, arbitrary: fc.constant<readonly Step[]>([{ op: 'synchronize' }]) },
  { weight: 3, arbitrary: fc.constant<readonly Step[]>([{ op: 'deprovision' }]) },
  { weight: 3, arbitrary: fc.constant<readonly Step[]>([{ op: 'clean up' }]) },
  { weight: 1, arbitrary: fc.constant<readonly Step[]>([{ op: 'provision' }]) },
  { weight: 1, arbitrary: fc.constant<readonly Step[]>([{ op: 'upgrade' }]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('exchange', 'user', 'roles')
      .map((by): readonly Step[] => [{ op: 'assign role', by }]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('exchange', 'user')
      .map((by): readonly Step[] => [{ op: 'consent', purpose: 'data sync', by }]),
  },
  {
    weight: 1,
    arbitrary: fc.constant<readonly Step[]>([{ op: 'consent', purpose: 'mail flow', decision: 'decline' }]),
  },
  { weight: 2, arbitrary: fc.constant<readonly Step[]>([{ op: 'restart' }]) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 48 }).map((hours): readonly Step[] => [{ op: 'advance', hours }]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...POLICY_CHOICES)
      .map((policies): readonly Step[] => [{ op: 'set policies', policies }, { op: 'synchronize' }]),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ inbound: fc.boolean(), outbound: fc.boolean() })
      .map((switches): readonly Step[] => [{ op: 'set protection', ...switches }, { op: 'synchronize' }]),
  },
  { weight: 4, arbitrary: meddling.map((step) => [step]) },
)

const faultOf = (catalogue: readonly Fault[]): fc.Arbitrary<StepFault> =>
  fc
    .constantFrom(...catalogue)
    .chain(({ name, knobs }) =>
      fc
        .tuple(
          fc.nat({ max: 45 }),
          fc.record(
            Object.fromEntries(
              Object.entries(knobs).map(([knob, { min, max, only }]) => [
                knob,
                only ? fc.constantFrom(...only) : fc.integer({ min, max }),
              ]),
            ),
          ),
        )
        .map(([occurrence, drawn]): StepFault => ['*', occurrence, name, drawn]),
    )

/** Two faults, anywhere or one right after the other: the second may strike the repetition of what the first has struck. */
const faultsOf = (catalogue: readonly Fault[]): fc.Arbitrary<readonly StepFault[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.array(faultOf(catalogue), { minLength: 1, maxLength: 2 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(faultOf(catalogue), faultOf(catalogue))
        .map(([first, [, , fault, drawn]]): readonly StepFault[] => [
          first,
          ['*', first[1] + 1, fault, drawn ?? {}],
        ]),
    },
  )

/** Faults strike the product's stages only, up to two in one run of a stage. */
const struck = (steps: readonly Step[]): fc.Arbitrary<readonly Step[]> =>
  fc
    .array(fc.option(faultsOf(STEP_FAULTS), { freq: 3 }), {
      minLength: steps.length,
      maxLength: steps.length,
    })
    .map((drawn) =>
      steps.map((step, i) => (drawn[i] && isStageOp(step.op) ? { ...step, faults: drawn[i] } : step)),
    )

/** Another worker at the account, and who of the two does the next act. */
const beside: fc.Arbitrary<Beside> = fc.record(
  {
    switches: fc.array(fc.nat({ max: 90 }), { maxLength: 3 }),
    minutes: fc.constantFrom(0, 11, 60),
    dies: fc.constant(true as const),
    op: fc.constantFrom(...STAGE_OPS),
  },
  { requiredKeys: ['switches', 'minutes'] },
)

/** Where no fault strikes, two workers may be at a stage. */
const accompanied = (steps: readonly Step[]): fc.Arbitrary<readonly Step[]> =>
  fc
    .array(fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: beside }), {
      minLength: steps.length,
      maxLength: steps.length,
    })
    .map((drawn) =>
      steps.map((step, i) =>
        drawn[i] && isStageOp(step.op) && !step.faults ? ({ ...step, beside: drawn[i] } as Step) : step,
      ),
    )

/** Which kinds of object are seen late, and by which service; `*` means every kind. */
const late: fc.Arbitrary<ScriptLag['rules'][number]> = fc.record(
  {
    kind: fc.constantFrom(
      '*',
      'groups',
      'groups/members',
      'servicePrincipals',
      'roleAssignments',
      'TransportRule',
      'InboundConnector',
      'OutboundConnector',
      'HostedConnectionFilterPolicy',
      'TenantAllowBlockListSpoofItems',
    ),
    reader: fc.constantFrom('entra', 'graph', 'exchange'),
    seconds: fc.integer({ min: 1, max: 600 }),
  },
  { requiredKeys: ['kind', 'seconds'] },
)

const lag: fc.Arbitrary<ScriptLag> = fc.record(
  { rules: fc.array(late, { minLength: 1, maxLength: 4 }), alternating: fc.constantFrom('one', 'two') },
  { requiredKeys: ['rules'] },
)

/** At most a dozen chunks on any world. @param seed is written in the script, and decides its ids */
export const scripts = (seed: string): fc.Arbitrary<Script> =>
  fc
    .record({
      world: worlds,
      site: fc.constantFrom(...SITES),
      directions: fc.constantFrom('inbound' as const, 'both' as const),
      policies: fc.constantFrom(...POLICY_CHOICES),
      lag: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: lag }),
      chunks: fc.array(chunk.chain(struck).chain(accompanied), { maxLength: 12, size: 'max' }),
    })
    .map(({ chunks, lag: drawn, ...rest }) => ({
      v: 1,
      name: 'random',
      seed,
      ...rest,
      ...(drawn ? { lag: drawn } : {}),
      steps: chunks.flat(),
    }))
