/** A guide that is replayed reads as a transcript: who did what, and what the console said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { node } from './testing/child.ts'

const GUIDE = 'scenarios/scripts/guide-000-inline-grant.json'

test('a replayed guide is a transcript of 80 columns', async () => {
  const { code, out, err } = await node(['cli/casproof.mjs', 'replay', GUIDE])
  expect([code, err]).toEqual([0, ''])
  const lines = out.split('\n')
  expect(lines.slice(1).filter((line) => line.length > 80)).toEqual([])
  const at = (text: string) => lines.findIndex((line) => line.includes(text))
  const told = [
    '0  vendor          setLicence: site EU',
    'administrator   beginGrant: service "Exchange Online (Inline Mode)"',
    'admin           gives the next permission for Exchange Online',
    'console         consent for mail flow recorded',
    'appId: a1f0c0de-1111-4a11-8a11-000000000001',
    'admin           assigns Exchange Administrator to the app',
    'console         Successfully created a service account and synced data.',
    'Exchange Online (Inline Mode), Protected',
    'All invariants held.',
  ]
  const places = told.map(at)
  expect(places.filter((place) => place < 0)).toEqual([])
  expect(places).toEqual(places.toSorted((one, other) => one - other))
})

describe('capsules', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capsules-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const SCRIPT = {
    v: 1,
    name: 'grant',
    seed: 's',
    world: 'busy',
    site: 'EU',
    directions: 'both',
    policies: 'all',
  }
  const GRANT = [
    { op: 'consent', purpose: 'mail flow' },
    { op: 'assign role' },
    { op: 'consent', purpose: 'data sync' },
    { op: 'provision', faults: [['New-InboundConnector', 0, 'throttled']] },
  ]
  const put = (name: string, more: object) => {
    const breaks = {
      invariant: 'customer untouched',
      sentence: 'Set-TransportRule in "x" changed the customer\'s TransportRule "y"',
    }
    const capsule = { capsule: 1, casproof: '0', breaks, script: { ...SCRIPT, steps: GRANT }, ...more }
    writeFileSync(join(folder, name), JSON.stringify(capsule))
  }

  test('a folder of them says of each whether it is fixed, and of a broken file what is wrong', async () => {
    put('a.json', { defect: 'noted rule' })
    put('b.json', {})
    put('c.json', { defect: 'noted rule', breaks: { invariant: 'no orphans', sentence: 'x' } })
    put('d.json', { script: { ...SCRIPT, world: 'atlantis', steps: GRANT } })
    put('e.json', { script: { ...SCRIPT, steps: [{ op: 'jump' }] } })
    const { code, out, err } = await node(['cli/casproof.mjs', 'replay', folder])
    expect([code, err]).toEqual([2, ''])
    const verdicts = [
      'STILL FAILING      ',
      'FIXED              ',
      'FAILING OTHERWISE  ',
      'CANNOT REPLAY      ',
      'CANNOT REPLAY      ',
    ]
    const lines = out.split('\n').filter((line) => line.includes(folder) && !line.startsWith(' '))
    expect(lines).toEqual(verdicts.map((verdict, i) => `${verdict}${join(folder, `${'abcde'[i]}.json`)}`))
    expect(out).toContain('atlantis')
    expect(out).toMatch(/e\.json, steps\[0\]\.op|script\.steps\[0\]\.op/)
    expect(out).toContain('1 fixed, 1 still failing, 1 failing otherwise, 2 cannot replay.')
  })

  test('one that fails is told as a story: the fault and the first broken moment, next to the undisturbed run', async () => {
    put('a.json', { defect: 'noted rule' })
    const { code, out } = await node(['cli/casproof.mjs', 'replay', join(folder, 'a.json')])
    expect(code).toBe(1)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toMatch(/ 429 +200 +New-InboundConnector +<-- throttled\n/)
    expect(out).toMatch(/…\s+\d+ calls, as in the undisturbed run\n/)
    expect(out).toContain('BROKEN customer untouched: ')
    expect(out).toContain('STILL FAILING, as when this was written.')
  })

  test('a folder without any is refused with the mend', async () => {
    const { code, err } = await node(['cli/casproof.mjs', 'replay', folder])
    expect(code).toBe(2)
    expect(err).toContain('holds no .json file; name a folder of capsules')
  })
})

test('a run is written as a report, with what broke and how to play it again', async () => {
  const out = mkdtempSync(join(tmpdir(), 'casproof-history-'))
  const script = 'scenarios/scripts/restart-between-stages.json'
  const { code } = await node([
    ...['cli/casproof.mjs', 'replay', script, '--defect', 'forgotten claim', '--out', out],
  ])
  expect(code).toBe(1)
  const page = readFileSync(join(out, 'replay.md'), 'utf8')
  expect(page).toContain('the invariant “allow lists equal” did not hold')
  expect(page).toContain("casproof replay run.json --defect 'forgotten claim'")
  expect(readFileSync(join(out, 'replay.html'), 'utf8')).toContain('class="verdict bad"')
  rmSync(out, { recursive: true })
})
