/** cas-core in another process, behind the protocol and real sockets: it does what it does in this process. */
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endStateOf } from '../../harness/end-state.ts'
import { play } from '../../harness/play.ts'
import { GRANT, type Script, type Step } from '../../harness/script.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import { storedScripts } from '../../stored-scripts.ts'
import { conformSubject } from '../conform.ts'
import { playableOn } from '../playable.ts'
import { casCoreCommand, opened } from '../testing/ground.ts'
import type { OpenSubject } from './open-subject.ts'

const CLOCK = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }
const start = (time?: 'virtual' | 'real') =>
  opened(casCoreCommand(time), { clock: CLOCK, env: process.env, nowMs: Date.now() })

let subject: OpenSubject
let close: () => Promise<void>
beforeAll(async () => {
  ;({ subject, close } = await start())
})
afterAll(() => close())

function playable(script: Script, on: OpenSubject = subject): Script {
  const made = playableOn({ ...on.told, isOwn: on.isOwn }, script, embeddedOrigin(script.world))
  if ('hindrances' in made) throw new Error(made.hindrances.join('; '))
  return made.script
}

const stored = (name: string): Script => {
  const found = storedScripts().find((script) => script.name === name)
  if (!found) throw new Error(`no stored script is called "${name}"`)
  return found
}

/** Guides of both modes, e-mail, a session, notifications and quarantine, another process, delay, faults. */
const SAME = [
  'guide 000: granting access to Exchange Online (Inline Mode)',
  'guide 002: granting access to Exchange Online with an authorized account: selected users, then all targets',
  'the four stages',
  'the process ends in the middle of every stage',
  'answers are lost after the effect, in every stage',
  'servers of Exchange hear of one another’s changes after a minute',
]

describe('what was played in this process is played over sockets', () => {
  test.each(SAME)('%s', async (name) => {
    const script = playable(stored(name))
    const origin = embeddedOrigin(script.world)
    const here = await play(script, origin)
    const there = await play(script, origin, { host: subject })
    expect(there.findings).toEqual([])
    expect(there.results.map(({ outcome, code }) => [outcome, code])).toEqual(
      here.results.map(({ outcome, code }) => [outcome, code]),
    )
    expect(endStateOf(there.world.tenant)).toBe(endStateOf(here.world.tenant))
    // what is waited for is the same, and a repeated call waits by chance a little longer
    expect(Math.abs(there.world.clock.now() - here.world.clock.now())).toBeLessThan(10_000)
  })
})

describe('a process that is killed at a call', () => {
  const crashed = (fault: string): Script => ({
    v: 1,
    name: fault,
    seed: fault,
    world: 'plain',
    site: 'EU',
    directions: 'both',
    policies: 'none',
    steps: [
      ...GRANT.with(3, { op: 'provision', faults: [['New-TransportRule', 2, fault]] }),
      GRANT[3] as Step,
    ],
  })

  test.each(['crash-before-call', 'crash-after-effect'])('%s: another one goes on', async (fault) => {
    const { results, world, findings } = await play(playable(crashed(fault)), embeddedOrigin('plain'), {
      host: subject,
    })
    expect(findings).toEqual([])
    expect(results.map(({ outcome }) => outcome).slice(-2)).toEqual(['crashed', 'done'])
    const { calls } = world.cloud
    const at = calls.findIndex((call) => call.fault === fault)
    expect([calls[at]?.operation, calls[at + 1]?.operation]).toEqual([
      'New-TransportRule',
      'POST /oauth2/v2.0/token',
    ])
    // before the call nothing has happened, and after its effect it is not done again
    const made = calls.filter(({ operation, status }) => operation === 'New-TransportRule' && status === 200)
    expect(made.length).toBe(6)
  })
})

test('a conformance run counts what is played, and names what is not', async () => {
  const orders = { version: '0', seed: 'x', runs: 1, part: 1, subject: 'cas-core' }
  const record = await conformSubject({ ...orders, only: 'script/the former ' }, subject)
  expect(record.options).toMatchObject({ subject: 'cas-core' })
  expect(record.plays.map(({ runs, failures }) => [runs, failures])).toEqual([
    [1, 0],
    [1, 0],
  ])
  expect(record.notPlayed.map(({ name }) => name)).toEqual([
    'known defects',
    'the former rule cannot be removed at first: outgoing mail is scanned once all the while, and the migration goes on',
    'trials',
  ])
})

test('one that lives in real time plays what needs no waiting', async () => {
  const real = await start('real')
  try {
    const script = stored('the four stages')
    expect(() => playable(script, real.subject)).toThrow(/lives in real time, and the script waits for more/)
    const steps = script.steps.filter(({ op }) => op !== 'advance')
    const made = playable({ ...script, steps }, real.subject)
    const { findings, results } = await play(made, embeddedOrigin('plain'), { host: real.subject })
    expect(findings).toEqual([])
    expect(results.at(-1)?.outcome).toBe('done')
  } finally {
    await real.close()
  }
})
