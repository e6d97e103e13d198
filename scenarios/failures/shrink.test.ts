import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FOUR_STAGES, type Script, type Step, type StepFault } from '../harness/script.ts'
import { commandsOf, shrink } from './shrink.ts'

const THROTTLED: StepFault = ['*', 1, 'throttled']
const LOST: StepFault = ['*', 7, 'lost-answer']
const noise: readonly Step[] = [
  { op: 'restart' },
  { op: 'advance', hours: 3 },
  { op: 'synchronize', faults: [THROTTLED, LOST] },
  { op: 'administrator', act: 'add rule', value: 'Quarterly report' },
]
const LONG: Script = {
  v: 1,
  name: 'long',
  seed: 's',
  world: 'busy',
  site: 'Japan',
  directions: 'inbound',
  policies: 'mixed',
  lag: {
    rules: [
      { kind: '*', seconds: 60 },
      { kind: 'groups', seconds: 30 },
    ],
    alternating: 'one',
  },
  steps: [...noise, ...FOUR_STAGES, ...noise, ...noise],
}
const has = ({ steps }: Script, op: Step['op'], fault?: StepFault) =>
  steps.some((one) => one.op === op && (!fault || one.faults?.includes(fault)))

test('only what the failure needs is left', async () => {
  const { script } = await shrink(
    LONG,
    async (one) => has(one, 'synchronize', LOST) && has(one, 'clean up'),
    500,
  )
  expect(script).toEqual({
    v: 1,
    name: 'long',
    seed: 's',
    world: 'plain',
    site: 'EU',
    directions: 'both',
    policies: 'all',
    steps: [{ op: 'clean up' }, { op: 'synchronize', faults: [LOST] }],
  })
  expect(commandsOf(script)).toBe(3)
})

test('what the failure needs stays: tenant, site, choice, delay', async () => {
  const { script } = await shrink(
    LONG,
    async (one) =>
      one.world === 'busy' &&
      one.policies === 'mixed' &&
      one.lag?.rules.some(({ kind }) => kind === 'groups') === true,
    500,
  )
  expect(script).toMatchObject({ world: 'busy', site: 'EU', policies: 'mixed', steps: [] })
  expect(script.lag?.rules).toEqual([{ kind: 'groups', seconds: 30 }])
})

test('a bound on plays is kept, and what was found until then is a failing script', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 40 }), async (playsMax) => {
      let asked = 0
      const isFailing = async (one: Script) => {
        asked++
        return has(one, 'deprovision')
      }
      const { script, plays } = await shrink(LONG, isFailing, playsMax)
      expect(asked).toBe(plays)
      expect(plays).toBeLessThanOrEqual(playsMax)
      expect(has(script, 'deprovision')).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('a failure that nothing is needed for becomes the empty script', async () => {
  const { script } = await shrink(LONG, async () => true, 500)
  expect(commandsOf(script)).toBe(0)
})

test('fewer switches between two workers, and no second worker where the failure needs none', async () => {
  const besideIn = ({ steps }: Script) =>
    steps.flatMap((one) => ('beside' in one && one.beside ? [one.beside] : []))
  const accompanied: Script = {
    ...LONG,
    steps: LONG.steps.map((one) =>
      one.op === 'deprovision' || one.op === 'synchronize'
        ? { ...one, beside: { switches: [40, 9, 3], minutes: 60, dies: true } }
        : one,
    ),
  }
  const needsLate = async (one: Script) =>
    besideIn(one).some(({ switches, minutes }) => switches.includes(9) && minutes === 60)
  const { script } = await shrink(accompanied, needsLate, 500)
  expect(besideIn(script)).toEqual([{ switches: [9], minutes: 60 }])
  expect(commandsOf(script)).toBe(2)
  const { script: alone } = await shrink(accompanied, async (one) => has(one, 'deprovision'), 500)
  expect(alone.steps).toEqual([{ op: 'deprovision' }])
})
