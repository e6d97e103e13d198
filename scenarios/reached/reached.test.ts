/** What a whole run must have met: the stored scripts alone meet all of it, and a run that met nothing says so. */
import { beforeAll, describe, expect, test } from 'vitest'
import { play } from '../harness/play.ts'
import { GRANT, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { storedScripts } from '../stored-scripts.ts'
import { NOTHING_REACHED } from './index.ts'

const sometimes = NOTHING_REACHED.filter(({ kind }) => kind === 'sometimes')
const met = new Map<string, number>()

beforeAll(async () => {
  for (const script of storedScripts()) {
    const { reached } = await play(script, embeddedOrigin(script.world))
    for (const { kind, name, times } of reached.counts)
      met.set(`${kind} ${name}`, (met.get(`${kind} ${name}`) ?? 0) + times)
  }
})

test.each(sometimes)('some stored script meets "$name"', ({ name }) => {
  expect(met.get(`sometimes ${name}`) ?? 0).toBeGreaterThan(0)
})

test('no two have one name, and each says in a sentence when it happens', () => {
  const names = NOTHING_REACHED.map(({ kind, name }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
  expect(sometimes.filter(({ statement }) => !/ /.test(statement))).toEqual([])
})

describe('one run', () => {
  const script: Script = {
    v: 1,
    name: 'reached',
    seed: 'reached',
    world: 'plain',
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    steps: [
      ...GRANT.slice(0, 3),
      { op: 'provision', faults: [['New-TransportRule', 1, 'lost-answer']] },
      { op: 'administrator', act: 'disable', value: 'nothing of this name' },
    ],
  }

  test('counts what it has met, each time, and nothing else', async () => {
    const { reached } = await play(script, embeddedOrigin('plain'))
    const counts = Object.fromEntries(reached.counts.map(({ name, times }) => [name, times]))
    expect(counts).toMatchObject({
      'looked after a lost answer': 1,
      'inline, provision: done': 1,
      'fault: lost-answer': 1,
      'granted at the site EU': 1,
      'none, provision': 1,
      'lost-answer in provision': 1,
    })
    expect(Object.keys(counts)).toHaveLength(6)
  })
})
