/**
 * A scenario is data: a JSON script of steps, interpreted. It is at once what random engines generate, what a
 * failing run prints to be replayed, and what is in `scripts/`. A step that makes no sense at its place is
 * refused by what it addresses, never filtered out, so that every sub-list of steps is a script too.
 * The schema below is its type, its check and its documentation.
 */
import * as v from 'valibot'
import { readJson } from '#input'
import { BESIDE } from '../workers/schedule.ts'

const text = v.pipe(v.string('text'), v.nonEmpty('text'))

/** Somebody of the tenant, by the first part of the user name. */
const person = v.picklist(['admin', 'roles', 'exchange', 'reader', 'user'])
export type Person = v.InferOutput<typeof person>

const purpose = v.picklist(['mail flow', 'data sync'])
export type Purpose = v.InferOutput<typeof purpose>

/** What somebody has changed in an answer: `state`, `tenant` and `address` are another's, `consent` is taken away. */
const forged = v.picklist(['state', 'tenant', 'consent', 'address'])
export type Forged = v.InferOutput<typeof forged>

/** How a role is given: plainly where absent, else through Privileged Identity Management. */
const roleThrough = v.picklist(['PIM', 'PIM, eligible', 'PIM, for an hour', 'PIM, from tomorrow'])
export type RoleThrough = v.InferOutput<typeof roleThrough>

/** Who uses the console: the customer's administrator, somebody with a limited role, or the vendor's back office. */
const consoleRole = v.picklist(['administrator', 'limited', 'vendor'])
export type ConsoleRole = v.InferOutput<typeof consoleRole>

/** Which policies there are: see `policy-choices.ts`. */
export const POLICY_CHOICES = ['all', 'mixed', 'none', 'asymmetric', 'several'] as const
const policyChoice = v.picklist(POLICY_CHOICES)
export type PolicyChoice = v.InferOutput<typeof policyChoice>

/** A generation of the product, which has its own words and screens. */
const generation = v.picklist(['cas', 'cecp', '2023-08'])

/** What a meddling administrator does by hand. */
export const ACTS = [
  'allow address',
  'take out address',
  'take out pair',
  'remove',
  'add rule',
  'add user',
  'remove user',
  'join group',
  'leave group',
  'nest group',
  'part group',
  'verify domain',
  'remove domain',
  'disable',
  'move to top',
  'strip of exceptions',
  'disable connector',
  'rename group',
  'rename',
  'erase mark',
  'type mark',
  'make public',
  'set',
  'take alias',
  'delete application',
  'disable application',
  'take role',
  'give role',
  'take permission',
  'run cmdlet',
  'consent at',
] as const
export type Act = (typeof ACTS)[number]

const expected = v.pipe(
  v.strictObject({
    outcome: v.picklist(['done', 'pending', 'refused', 'failed']),
    /** A part of what is said. */
    says: v.exactOptional(text),
    /** The stable name of what is said. */
    code: v.exactOptional(text),
    /** A part of what is shown: properties of objects, and elements of lists. */
    shows: v.exactOptional(v.pipe(v.record(v.string(), v.unknown()), v.readonly())),
    /** Recipients of each e-mail that the product sends in the step. */
    mails: v.exactOptional(v.pipe(v.array(v.pipe(v.array(text), v.readonly())), v.readonly())),
    /** What each of these e-mails says, in its subject or its text. */
    mailsSay: v.exactOptional(v.pipe(v.array(text), v.readonly())),
    writesNothing: v.exactOptional(v.literal(true)),
  }),
  v.readonly(),
)

const A_FAULT = '[operation, occurrence from 0, fault] or [operation, occurrence, fault, {knob: number}]'
const occurrence = v.pipe(v.number(), v.integer(), v.minValue(0))
const knobs = v.pipe(v.record(v.string(), v.number()), v.readonly())
const stepFault = v.union(
  [
    v.pipe(v.strictTuple([text, occurrence, text]), v.readonly()),
    v.pipe(v.strictTuple([text, occurrence, text, knobs]), v.readonly()),
  ],
  A_FAULT,
)
export type StepFault = readonly [
  operation: string,
  occurrence: number,
  fault: string,
  knobs?: Readonly<Record<string, number>>,
]

/** What every step may have. */
const ANY_STEP = {
  /** Faults that strike while this step runs: operation, occurrence within the step (from 0), fault, knobs. */
  faults: v.exactOptional(v.pipe(v.array(stepFault as v.GenericSchema<StepFault>), v.readonly())),
  /** How the step has to end, where the script is there to show it. */
  expect: v.exactOptional(expected),
}

/** Who uses the console, and of which customer. */
const AT_CONSOLE = {
  as: v.exactOptional(consoleRole),
  /** Name of the customer; `customer` where absent. */
  customer: v.exactOptional(text),
  /** Whether it is done in the session that this user has begun last, which may have ended. */
  inSession: v.exactOptional(v.literal(true)),
}

const step = v.variant('op', [
  v.pipe(
    v.strictObject({
      op: v.literal('consent'),
      purpose,
      by: v.exactOptional(person),
      decision: v.exactOptional(v.picklist(['accept', 'decline'])),
      forged: v.exactOptional(forged),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.literal('assign role'),
      by: v.exactOptional(person),
      through: v.exactOptional(roleThrough),
      /** Whether another application of the same name gets it. */
      other: v.exactOptional(v.literal(true)),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.picklist([
        'verify',
        'deprovision former',
        // the former account for outgoing mail is taken over by the account in inline mode
        'migrate',
        // the product from before the allow lists grants access
        'provision earlier',
        'view removal',
        'remove by force',
      ]),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.picklist(['provision', 'upgrade', 'synchronize', 'deprovision']),
      beside: v.exactOptional(BESIDE),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.literal('clean up'),
      by: v.exactOptional(person),
      beside: v.exactOptional(BESIDE),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    // `await synchronization` waits for the moment at which the product says that its next one is due.
    v.strictObject({ op: v.literal('await synchronization'), ...ANY_STEP }),
    v.readonly(),
  ),
  v.pipe(
    /** The process ends and another one begins over what it has kept: of another generation, where one is named. */
    v.strictObject({ op: v.literal('restart'), generation: v.exactOptional(generation), ...ANY_STEP }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.picklist(['check settings', 'view role', 'view cleanup']),
      by: v.exactOptional(person),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.literal('advance'),
      hours: v.pipe(v.number(), v.minValue(0), v.maxValue(24 * 366)),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    /** The console's policies are replaced; they apply from the next synchronization on. */
    v.strictObject({ op: v.literal('set policies'), policies: policyChoice, ...ANY_STEP }),
    v.readonly(),
  ),
  v.pipe(
    /** The console's switches of inline protection; they apply from the next synchronization on. */
    v.strictObject({
      op: v.literal('set protection'),
      inbound: v.boolean(),
      outbound: v.boolean(),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    v.strictObject({
      op: v.literal('administrator'),
      act: v.picklist(ACTS),
      value: text,
      /** Who does it; a Global Administrator where absent. */
      by: v.exactOptional(person),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    /** A message comes to a mailbox. Graph tells of it when it is asked to `notify`. */
    v.strictObject({
      op: v.literal('receive mail'),
      /** Display name of the user. */
      to: text,
      subject: text,
      /** Whether the simulated scanner finds malware in it. */
      isMalware: v.exactOptional(v.literal(true)),
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    /** Graph sends its notifications of changes to the product, one round of them. */
    v.strictObject({ op: v.literal('notify'), ...ANY_STEP }),
    v.readonly(),
  ),
  v.pipe(
    /**
     * An operation of the console, by its name. A value of its input may be one that another operation has shown:
     * `{"shown": "listQuarantine", "at": ["items", 0, "id"]}`.
     */
    v.strictObject({
      op: v.literal('console'),
      operation: text,
      input: v.exactOptional(v.pipe(v.record(v.string(), v.unknown()), v.readonly())),
      /** Whose credentials of the tenant the operation is given, as `administrator` of its input. */
      by: v.exactOptional(person),
      /** Who opens the address to sign in at, where the answer gives one, and brings back where it ends. */
      signs: v.exactOptional(person),
      ...AT_CONSOLE,
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
  v.pipe(
    /** The console's address for the next permission, or the named one, Microsoft's page, and the way back. */
    v.strictObject({
      op: v.literal('console consent'),
      service: text,
      organization: v.exactOptional(text),
      purpose: v.exactOptional(text),
      by: v.exactOptional(person),
      decision: v.exactOptional(v.picklist(['accept', 'decline'])),
      forged: v.exactOptional(forged),
      /** Who signs in afterwards, where the console asks for it; who has consented where absent. */
      signs: v.exactOptional(person),
      ...AT_CONSOLE,
      ...ANY_STEP,
    }),
    v.readonly(),
  ),
])
export type Step = v.InferOutput<typeof step>
export type ConsoleStep = Extract<Step, { op: 'console' | 'console consent' }>

export const isConsoleStep = (step: Step): step is ConsoleStep =>
  step.op === 'console' || step.op === 'console consent'

/** What a reader calls a step. */
export const titleOf = (step: Step): string => (step.op === 'console' ? step.operation : step.op)

/** The longest delay of a replica in a script. The product trusts its own writes over a replica for this long. */
const LAG_SECONDS_MAX = 900

/** A delay that counts reads would never end by itself, so scripts only have delays in seconds. */
const lag = v.pipe(
  v.strictObject({
    rules: v.pipe(
      v.array(
        v.pipe(
          v.strictObject({
            kind: text,
            reader: v.exactOptional(v.picklist(['entra', 'graph', 'exchange'])),
            seconds: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAG_SECONDS_MAX)),
          }),
          v.readonly(),
        ),
      ),
      v.maxLength(50),
      v.readonly(),
    ),
    alternating: v.exactOptional(text),
  }),
  v.readonly(),
)

export const SCRIPT = v.pipe(
  v.strictObject({
    v: v.literal(1),
    name: text,
    seed: text,
    /** Name of an embedded world, or `state` for a tenant that was loaded from a file. */
    world: text,
    site: text,
    directions: v.picklist(['inbound', 'both']),
    /** Which policies are enabled: everything, some domains and some people, or none. */
    policies: policyChoice,
    /** Generation of the product whose words are used; the later one where absent. */
    generation: v.exactOptional(generation),
    /** How late what is written is seen, per kind of object and reader, in seconds; at once where absent. */
    lag: v.exactOptional(lag),
    /** The tenant must come out of every stage as it does where no fault strikes, as in a sweep. */
    undisturbed: v.exactOptional(v.literal(true)),
    /** Clauses (reports/clauses) that the ends of its steps witness, in addition to those of the invariants. */
    clauses: v.exactOptional(v.pipe(v.array(text), v.readonly())),
    steps: v.pipe(v.array(step), v.maxLength(200), v.readonly()),
  }),
  v.readonly(),
)
export type Script = v.InferOutput<typeof SCRIPT>

export const STAGE_OPS = ['provision', 'upgrade', 'synchronize', 'deprovision', 'clean up'] as const
export type StageOp = (typeof STAGE_OPS)[number]
export const isStageOp = (op: string): op is StageOp => (STAGE_OPS as readonly string[]).includes(op)

/** What leads to a granted tenant, in the guide's order. */
export const GRANT: readonly Step[] = [
  { op: 'consent', purpose: 'mail flow' },
  { op: 'assign role' },
  { op: 'consent', purpose: 'data sync' },
  { op: 'provision' },
]

/** The four stages on one tenant. */
export const FOUR_STAGES: readonly Step[] = [
  ...GRANT,
  { op: 'advance', hours: 24 },
  { op: 'synchronize' },
  { op: 'deprovision' },
  { op: 'clean up' },
]

const BYTES_MAX = 1_000_000

const A_SCRIPT =
  'a script is JSON, or a file of it: {"v": 1, "name", "seed", "world", "site", "directions", "policies", "steps": [{"op"}, …]}, as those in scenarios/scripts'

/**
 * Reads a script from JSON. @param name what to call it in errors, such as the name of its file
 * @throws InputError naming the place and what belongs there
 */
export const scriptFrom = (json: string | Uint8Array, name = 'script'): Script =>
  readJson(SCRIPT, json, { name, mend: A_SCRIPT }, { bytesMax: BYTES_MAX })

/** What is not the doing of the product under test: it is judged by what it makes of it. */
export const isOfAnother = ({ op }: Step): boolean => op === 'administrator' || op === 'provision earlier'

/** What people of the tenant do, and people outside it. */
export const isByOthers = ({ op }: Step): boolean => op === 'administrator' || op === 'receive mail'

/** These steps do not belong to the product, so how they end shows nothing of it. */
const BESIDE_THE_PRODUCT: readonly Step['op'][] = ['administrator', 'advance', 'restart', 'receive mail']

/** Clauses that the script witnesses: none where it could not fail, since it writes down no end of a product's step. */
export const clausesShownBy = ({
  clauses = [],
  steps,
}: Pick<Script, 'clauses' | 'steps'>): readonly string[] =>
  steps.some(({ op, expect }) => expect !== undefined && !BESIDE_THE_PRODUCT.includes(op)) ? clauses : []

/** Milliseconds until everybody sees what is written. */
export const lagMsOf = ({ lag }: Script): number =>
  Math.max(0, ...(lag?.rules.map(({ seconds = 0 }) => seconds) ?? [])) * 1000
