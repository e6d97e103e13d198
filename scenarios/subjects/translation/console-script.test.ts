/** Stages as operations of the console: cas-core in this process plays what any other system under test is given. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scripts as randomScripts } from '../../arbitraries.ts'
import { play } from '../../harness/play.ts'
import { policiesOf } from '../../harness/policy-choices.ts'
import { GRANT, isConsoleStep, type Script, type Step, titleOf } from '../../harness/script.ts'
import { embeddedOrigin, type Origin } from '../../harness/world.ts'
import { replayCommand } from '../../replay-command.ts'
import { storedScripts } from '../../stored-scripts.ts'
import { consoleScriptOf } from './console-script.ts'

const translated = (script: Script, { cloud, facts }: Origin = embeddedOrigin(script.world)) =>
  consoleScriptOf(script, (choice) => policiesOf(choice, cloud.tenantNamed(facts.tenantId)))

const written = (given: Partial<Script> = {}): Script => ({
  v: 1,
  name: 'x',
  seed: 'x',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'none',
  steps: GRANT,
  ...given,
})

const titles = (script: Script): string[] => translated(script).script.steps.map(titleOf)

const failure = (script: Script, findings: readonly unknown[]) =>
  `${JSON.stringify(findings.slice(0, 3), null, 1)}\nreplay: ${replayCommand(script)}`

describe('a person at the console', () => {
  test('begins a grant, gives both permissions, and the last one where the script provisions', () => {
    const steps = GRANT.toSpliced(3, 0, { op: 'advance', hours: 1 })
    expect(titles(written({ steps }))).toEqual([
      'setLicence',
      'beginGrant',
      'console consent',
      'assign role',
      'advance',
      'beginGrant',
      'console consent',
    ])
  })

  test('presses the button of the earlier generation', () => {
    expect(titles(written({ generation: 'cas' })).slice(-2)).toEqual(['console consent', 'verifyAndSubmit'])
  })

  test('makes policies when access is granted, and replaces them new ones first', () => {
    const steps: readonly Step[] = [...GRANT, { op: 'set policies', policies: 'all' }]
    const made = translated(written({ policies: 'mixed', steps })).script
    expect(made.policies).toBe('none')
    const asked = made.steps.filter(isConsoleStep).flatMap((step) => (step.op === 'console' ? [step] : []))
    expect(
      asked
        .slice(-8)
        .map(({ operation, input = {} }) => [operation, input.id ?? input.name, input.direction]),
    ).toEqual([
      ['addPolicy', 'Domains', 'inbound'],
      ['addPolicy', 'People', 'inbound'],
      ['addPolicy', 'People', 'outbound'],
      ['addPolicy', 'Inbound', 'inbound'],
      ['addPolicy', 'Outbound', 'outbound'],
      ['removePolicy', 'ATP inbound domains', undefined],
      ['removePolicy', 'ATP inbound people', undefined],
      ['removePolicy', 'ATP outbound people', undefined],
    ])
  })

  test('is struck where the grant goes on, and nothing is said of what a fault made of it', () => {
    const provision: Step = {
      op: 'provision',
      faults: [['New-TransportRule', 0, 'throttled']],
      expect: { outcome: 'done' },
    }
    const { steps } = translated(written({ steps: GRANT.with(3, provision) })).script
    expect(steps.at(-1)).toMatchObject({ op: 'console consent', faults: provision.faults })
    expect(steps.at(-1)).not.toHaveProperty('expect')
  })

  test('does at the console what was done there already', () => {
    const steps: readonly Step[] = [
      { op: 'console', operation: 'viewServiceStatus' },
      { op: 'advance', hours: 1 },
    ]
    const script = written({ steps })
    expect(translated(script)).toEqual({ script, leftOut: [] })
    const again = translated(translated(written()).script).script
    expect(again).toEqual(translated(written()).script)
  })

  test('cannot do what no operation does: what only looks is left out, and what acts stands in the way', () => {
    const steps: readonly Step[] = [{ op: 'verify' }, { op: 'provision earlier' }]
    expect(translated(written({ steps })).leftOut).toMatchObject([
      { step: 0, isNeeded: false, reason: expect.stringContaining('verifies') },
      { step: 1, isNeeded: true, reason: expect.stringContaining('another product') },
    ])
  })
})

/** What is at the console already is played there anyway. */
const changed = storedScripts().filter((script) => translated(script).script !== script)
const playable = changed.filter((script) => translated(script).leftOut.every(({ isNeeded }) => !isNeeded))

describe('stored scripts, translated', () => {
  const faults = { planned: 0, fired: 0 }
  for (const script of playable)
    test(script.name, async () => {
      const made = translated(script).script
      const { findings, world } = await play(made, embeddedOrigin(script.world))
      expect(findings, failure(made, findings)).toEqual([])
      faults.planned += world.faults.planned.length
      faults.fired += world.faults.fired.length
    })

  // policies come after the grant there: a fault that struck a rule as it was switched on may find none
  test('four faults in five strike at the console, too', () => {
    expect(faults.planned).toBeGreaterThan(50)
    expect(faults.fired / faults.planned).toBeGreaterThan(0.8)
  })

  test('all can be played but those in which another product has granted access', () => {
    const others = changed.filter((script) => !playable.includes(script))
    const byAnother = changed.filter(({ steps }) => steps.some(({ op }) => op === 'provision earlier'))
    expect(others).toEqual(byAnother)
    expect(others.length).toBeGreaterThan(0)
  })
})

test('random scripts, translated, break no invariant', async () => {
  await fc.assert(
    fc.asyncProperty(randomScripts('translated'), async (script) => {
      const made = translated(script).script
      const { findings } = await play(made, embeddedOrigin(script.world))
      expect(findings, failure(made, findings)).toEqual([])
    }),
    { numRuns: 40 },
  )
})
