/** Everything that a conformance run plays, as tests: each failure names the command that replays it. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WORLDS } from '#mock-m365'
import { auditOf } from '#reports'
import { scripts as randomScripts } from './arbitraries.ts'
import type { Defect } from './defects/defect.ts'
import { DEFECTS } from './defects/index.ts'
import { play } from './harness/play.ts'
import type { Played } from './harness/played.ts'
import { comparedModesOf, runRecordOf } from './harness/record.ts'
import { clausesShownBy, FOUR_STAGES, type Script, type Step, scriptFrom } from './harness/script.ts'
import { STEP_FAULTS } from './harness/step-faults.ts'
import { embeddedOrigin } from './harness/world.ts'
import { INVARIANTS } from './invariants/index.ts'
import { replayCommand } from './replay-command.ts'
import { storedScripts } from './stored-scripts.ts'
import { API_SWEEPS, COMPARISONS, CRASH_SWEEPS, playCompared, SWEEPS, sweepOf, sweepPlanOf } from './sweep.ts'
import { isDrawn } from './worlds/name.ts'

const stored = storedScripts()
const failure = (script: Script, findings: readonly unknown[]) =>
  `${JSON.stringify(findings.slice(0, 3), null, 1)}\nreplay: ${replayCommand(script)}`

describe('stored scripts', () => {
  /** How often each invariant was evaluated, by script. */
  const evaluated = new Map<string, ReadonlyMap<string, number>>()
  for (const script of stored)
    test(script.name, async () => {
      const played = await play(script, embeddedOrigin(script.world))
      const { findings, world } = played
      evaluated.set(script.name, played.evaluated)
      expect(findings, failure(script, findings)).toEqual([])
      expect(world.faults.fired.length, 'planned faults that struck').toBe(world.faults.planned.length)
      // what one run should have shown and did not stays missing in the record of a whole run
      const runs = comparedModesOf(played).map((mode) => runRecordOf(played, '0', [], mode))
      const rows = runs.flatMap((run) => auditOf(run).stages.flatMap(({ rows }) => rows))
      expect(rows.flatMap(({ row, status }) => (status === 'missing' ? row.id : []))).toEqual([])
    })

  test('what names clauses writes down how the product ends', () => {
    const idle = stored.filter((script) => clausesShownBy(script).length !== (script.clauses ?? []).length)
    expect(idle.map(({ name }) => name)).toEqual([])
  })

  test('a script without such an end witnesses nothing', () => {
    const [script] = stored.filter(({ clauses }) => clauses !== undefined)
    if (!script) throw new Error('no script names a clause')
    expect(clausesShownBy(script)).toEqual(script.clauses)
    const bare = script.steps.map(({ expect: _, ...step }) => step as Step)
    expect(clausesShownBy({ ...script, steps: bare })).toEqual([])
    const beside: Step = { op: 'advance', hours: 1, expect: { outcome: 'done' } }
    expect(clausesShownBy({ ...script, steps: [...bare, beside] })).toEqual([])
  })

  test('every embedded world is played', () => {
    const played = stored.map(({ world }) => world).filter((world) => !isDrawn(world))
    expect(new Set(played)).toEqual(new Set(WORLDS.map(({ name }) => name)))
  })

  test('every invariant is evaluated on something', async () => {
    // the tests above have played them, unless one was chosen alone
    for (const script of stored)
      if (!evaluated.has(script.name))
        evaluated.set(script.name, (await play(script, embeddedOrigin(script.world))).evaluated)
    const times = (name: string) =>
      [...evaluated.values()].reduce((sum, one) => sum + (one.get(name) ?? 0), 0)
    expect(INVARIANTS.map(({ name }) => name).filter((name) => times(name) === 0)).toEqual([])
  })
})

/** A sample: a conformance run plays all of it. */
const PART = 5

describe('sweep: calls of the four stages, struck by every fault', () => {
  for (const sweep of SWEEPS)
    test(sweep.name, async () => {
      let runs = 0
      for await (const { script, findings } of sweepOf(sweep, { part: PART })) {
        runs++
        expect(findings, failure(script, findings)).toEqual([])
      }
      expect(runs * PART).toBeGreaterThan(400)
    })

  // that what is planned does strike is asked of each variant
  test('each fault is to strike', async () => {
    const planned = new Set<string>()
    for (const sweep of SWEEPS)
      for (const { script, step } of (await sweepPlanOf(sweep)).variants)
        for (const [, , fault] of script.steps[step]?.faults ?? []) planned.add(fault)
    expect(planned).toEqual(new Set(STEP_FAULTS.map(({ name }) => name)))
  })
})

describe('sweep: every call of API mode at the console, struck by what passes', () => {
  for (const sweep of API_SWEEPS)
    test(sweep.name, async () => {
      const struck = new Set<number>()
      let runs = 0
      for await (const { script, findings } of sweepOf(sweep, { part: 20 })) {
        runs++
        struck.add(script.steps.findIndex(({ faults }) => faults !== undefined))
        expect(findings, failure(script, findings)).toEqual([])
      }
      expect(runs * 20).toBeGreaterThan(500)
      // the grant, the day and the removal
      expect(struck.size).toBe(3)
    })
})

describe('sweep: calls of a guide through the console, and of a migration, at which the process ends', () => {
  for (const sweep of CRASH_SWEEPS)
    test(sweep.name, async () => {
      let runs = 0
      for await (const { script, findings, played } of sweepOf(sweep, { part: 10 })) {
        runs++
        expect(played.results.filter(({ outcome }) => outcome === 'crashed').length).toBe(1)
        expect(findings, failure(script, findings)).toEqual([])
      }
      expect(runs * 10).toBeGreaterThan(50)
    })
})

test('random scripts break no invariant', async () => {
  await fc.assert(
    fc.asyncProperty(randomScripts('every'), async (script) => {
      const { findings } = await play(script, embeddedOrigin(script.world))
      expect(findings, failure(script, findings)).toEqual([])
    }),
    { numRuns: 100 },
  )
})

describe('defects', () => {
  const breaks = async ({ script, warp }: Pick<Defect, 'script' | 'warp'>) => {
    const { findings } = await playCompared(script, embeddedOrigin(script.world), warp)
    return [...new Set(findings.map(({ invariant }) => invariant))]
  }
  const caught = new Map<string, readonly string[]>()

  for (const defect of DEFECTS)
    test(`"${defect.name}" is caught by "${defect.expected}", and its script passes without it`, async () => {
      expect(await breaks({ ...defect, warp: {} })).toEqual([])
      caught.set(defect.name, await breaks(defect))
      expect(caught.get(defect.name)).toContain(defect.expected)
    })

  for (const { name } of [...INVARIANTS, ...COMPARISONS])
    test(`some defect breaks "${name}" alone`, () => {
      const alone = [...caught].filter(([, broken]) => broken.length === 1 && broken[0] === name)
      expect(alone.map(([defect]) => defect)).not.toEqual([])
    })

  test('no two have one name', () => {
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length)
  })
})

describe('a run is a function of its script', () => {
  const script: Script = {
    v: 1,
    name: 'twice',
    seed: 'twice',
    world: 'busy',
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    steps: FOUR_STAGES,
  }
  const trace = ({ world }: Played) =>
    JSON.stringify([world.cloud.calls, world.tenant.changesSince(), world.clock.now()])

  test('two plays make the same calls, changes and times', async () => {
    const [first, second] = [
      await play(script, embeddedOrigin('busy')),
      await play(script, embeddedOrigin('busy')),
    ]
    expect(trace(first)).toBe(trace(second))
  })

  test('another seed makes other ids', async () => {
    const [first, second] = [
      await play(script, embeddedOrigin('busy')),
      await play({ ...script, seed: 'other' }, embeddedOrigin('busy')),
    ]
    expect(trace(first)).not.toBe(trace(second))
    expect(first.results.map(({ outcome }) => outcome)).toEqual(second.results.map(({ outcome }) => outcome))
  })

  test('playing leaves the world it was forked from as it was', async () => {
    const origin = embeddedOrigin('busy')
    const before = [...origin.cloud.tenants.values()].map(({ position }) => position)
    await play(script, origin)
    expect([...origin.cloud.tenants.values()].map(({ position }) => position)).toEqual(before)
  })
})

test('a process that has ended is not heard of again, and the next one goes on from its journal', async () => {
  const crash: Step = { op: 'provision', faults: [['New-TransportRule', 2, 'crash-after-effect']] }
  const steps = FOUR_STAGES.flatMap((step) => (step.op === 'provision' ? [crash, step] : [step]))
  const script: Script = {
    v: 1,
    name: 'x',
    seed: 'x',
    world: 'busy',
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    steps,
  }
  const { results, world } = await play(script, embeddedOrigin('busy'))
  expect(results.map(({ outcome }) => outcome)).toEqual(
    steps.map((step) => (step === crash ? 'crashed' : 'done')),
  )
  const at = world.cloud.calls.findIndex(({ fault }) => fault === 'crash-after-effect')
  const next = world.cloud.calls[at + 1]
  expect([world.cloud.calls[at]?.operation, next?.operation]).toEqual([
    'New-TransportRule',
    'POST /oauth2/v2.0/token',
  ])
  const { records } = await world.journal.read(0)
  const opIdOf = (record: object) => String(Reflect.get(record, 'opId'))
  const open = new Set(records.filter(({ type }) => type === 'intent').map(opIdOf))
  for (const record of records) if (record.type !== 'intent') open.delete(opIdOf(record))
  expect(open.size).toBe(0)
})

describe('a broken script is refused at the place', () => {
  const whole = JSON.stringify(stored[0])
  const broken: readonly (readonly [text: string, place: RegExp])[] = [
    ['{', /not JSON/],
    ['[]', /^script: .*expected an object/],
    [whole.replace('"v":1', '"v":2'), /^script: v \(.*\): expected 1, found 2/],
    [whole.replace(/"site":"[^"]*"/, '"site":7'), /^script: site \(.*\): expected text, found 7/],
    [
      whole.replace('"op":"assign role"', '"op":"assign"'),
      /^script: steps\[1\]\.op \(.*\): expected "consent", "assign role", .* found "assign"/,
    ],
    [whole.replace('"steps":[', '"steps":[7,'), /^script: steps\[0\] \(.*\): expected an object/],
    [
      whole.replace('"steps":[', '"steps":[{"op":"advance","hours":-1},'),
      /^script: steps\[0\]\.hours \(.*\): expected a number from 0 to 8784, found -1/,
    ],
    [
      whole.replace('"steps":[', '"steps":[{"op":"provision","faults":[1]},'),
      /^script: steps\[0\]\.faults\[0\] \(.*\): expected \[operation, /,
    ],
    [whole.replace('"steps":[', '"lag":{},"steps":['), /^script: lag\.rules \(.*\): expected a list/],
    [
      whole.replace('"steps":[', '"lag":{"rules":[{"kind":"*","seconds":901}]},"steps":['),
      /^script: lag\.rules\[0\]\.seconds \(.*\): expected a whole number from 0 to 900/,
    ],
    [
      whole.replace('"steps":[', '"lag":{"rules":[{"kind":"*","seconds":1,"reads":1}]},"steps":['),
      /^script: lag\.rules\[0\]\.reads \(.*\): expected no such property; the properties are kind, reader, seconds/,
    ],
  ]
  for (const [text, place] of broken) test(String(place), () => expect(() => scriptFrom(text)).toThrow(place))
  test('a whole one is read', () => expect(scriptFrom(whole)).toEqual(stored[0]))
})
