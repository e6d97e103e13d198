/** Flows other than the four stages, each call struck by each fault: a sample in a run, and all in a night. */
import { FOUR_STAGES, GRANT, type Script, type Step } from '../harness/script.ts'
import { INLINE_SERVICE } from '../harness/stage-of.ts'
import { CRASH_NAMES, interrupts, STEP_FAULTS } from '../harness/step-faults.ts'
import { allBut, type Sweep } from '../sweep.ts'

const INLINE = { service: INLINE_SERVICE }
const API = { service: 'Exchange Online' }
const AT_CONSOLE = { policies: 'none' } as const

/** What is over when it is tried again. At the console the schedule goes on with what was interrupted: other tests play that. */
const PASSING = allBut(...STEP_FAULTS.map(({ name }) => name).filter(interrupts))

const console = (operation: string, input: object = {}, more: object = {}): Step =>
  ({ op: 'console', operation, input, ...more }) as Step
const licence = console('setLicence', { site: 'EU' }, { as: 'vendor' })
const due = console('runDue', {}, { as: 'vendor' })

const consents: readonly Step[] = [
  { op: 'console consent', ...INLINE },
  { op: 'assign role' },
  { op: 'console consent', ...INLINE },
]
const removal: readonly Step[] = [
  console('removeServiceAccount', INLINE, { by: 'admin' }),
  console('cleanUp', INLINE, { by: 'admin' }),
]

/** The button of the earlier generation does what the last permission does in the later one. */
const earlierGuide: readonly Step[] = [
  licence,
  console('beginGrant', INLINE),
  ...consents,
  console('verifyAndSubmit', INLINE),
  ...removal,
]

const laterGuide: readonly Step[] = [
  licence,
  console('beginGrant', { ...INLINE, policy: 'Default ATP policy' }),
  ...consents,
]

/** People, groups and policies are others than at the last synchronization. */
const day: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'add user', value: 'Grace Hopper' },
  { op: 'administrator', act: 'remove user', value: 'Felix Bloch' },
  { op: 'administrator', act: 'nest group', value: 'Finance in Research' },
  { op: 'set policies', policies: 'asymmetric' },
  { op: 'advance', hours: 24 },
  { op: 'synchronize' },
]

const selected: readonly Step[] = [
  licence,
  console('beginGrant', { ...API, policy: 'Default ATP policy', targets: 'selected' }),
  { op: 'console consent', ...API },
  console('selectTargets', { ...API, add: ['ada.lovelace@contoso.com', 'blaise.pascal@contoso.com'] }),
  console('submitGrant', API),
  { op: 'advance', hours: 24 },
  due,
  console('extendProtection', API),
  { op: 'advance', hours: 24 },
  due,
  console('removeServiceAccount', API, { by: 'admin' }),
]

function sweep(
  name: string,
  steps: readonly Step[],
  {
    from = 0,
    faults,
    everyStep,
    remembers,
    ...script
  }: Partial<Script> & Pick<Sweep, 'from' | 'faults' | 'everyStep' | 'remembers'> = {},
): Sweep {
  return {
    name,
    from,
    ...(faults ? { faults } : {}),
    ...(everyStep ? { everyStep } : {}),
    ...(remembers ? { remembers } : {}),
    script: {
      v: 1,
      name: `sweep of ${name}`,
      seed: 'night sweep',
      world: 'plain',
      site: 'EU',
      directions: 'both',
      policies: 'mixed',
      ...script,
      steps,
    },
  }
}

export const NIGHT_SWEEPS: readonly Sweep[] = [
  sweep('the upgrade for outbound protection', [...GRANT, { op: 'upgrade' }, { op: 'deprovision' }], {
    directions: 'inbound',
    from: GRANT.length,
  }),
  sweep(
    'the migration of both former features',
    [...GRANT.slice(0, -1), { op: 'provision earlier' }, { op: 'migrate' }],
    {
      world: 'predecessor',
      directions: 'inbound',
      policies: 'all',
      from: GRANT.length,
      faults: allBut(...CRASH_NAMES),
    },
  ),
  sweep('a day of joiners, leavers and other policies', day, { world: 'busy', from: day.length - 1 }),
  sweep('the guide of the generation cas, at the console', earlierGuide, {
    ...AT_CONSOLE,
    generation: 'cas',
  }),
  sweep('the guide of the generation 2023-08, at the console', earlierGuide, {
    ...AT_CONSOLE,
    generation: '2023-08',
    faults: PASSING,
  }),
  sweep('the guide of inline mode, at the console', [...laterGuide, ...removal], {
    ...AT_CONSOLE,
    faults: PASSING,
  }),
  sweep(
    'an access token that is recreated',
    [
      ...laterGuide,
      console('beginRecreateToken', INLINE),
      { op: 'console consent', ...INLINE, expect: { outcome: 'done', code: 'consent recorded' } },
      { op: 'console consent', ...INLINE, expect: { outcome: 'done', code: 'token recreated' } },
    ],
    { ...AT_CONSOLE, from: laterGuide.length, faults: PASSING, everyStep: true },
  ),
  sweep('API mode with selected targets, then with all', selected, {
    ...AT_CONSOLE,
    faults: PASSING,
    remembers: true,
  }),
  sweep('an account that the schedule looks after', [...laterGuide, { op: 'advance', hours: 24 }, due], {
    ...AT_CONSOLE,
    from: laterGuide.length,
    faults: PASSING,
  }),
  sweep('the four stages, inbound protection alone', FOUR_STAGES, {
    world: 'busy',
    directions: 'inbound',
    policies: 'several',
  }),
]
