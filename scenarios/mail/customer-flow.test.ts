/** What a detour changes of a customer's own flow: told where the design implies it, a breach where nothing does. */
import { describe, expect, test } from 'vitest'
import { play } from '../harness/play.ts'
import { GRANT, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { judgeFlow } from './customer-flow.ts'
import type { End } from './ends.ts'
import type { Probe } from './probes.ts'

const flowOf = async (policies: Script['policies'], directions: Script['directions'] = 'both') => {
  const script: Script = {
    v: 1,
    name: 'x',
    seed: 'x',
    world: 'governed',
    site: 'EU',
    directions,
    policies,
    steps: GRANT,
  }
  const { flow, findings } = await play(script, embeddedOrigin('governed'))
  expect(findings).toEqual([])
  return [...flow.keys()]
}

test('tags act twice, own outgoing mail is tagged, an archive gets two copies: told, and no failure', async () => {
  const changes = await flowOf('mixed')
  expect(changes).toEqual(
    expect.arrayContaining([
      'the rule "Tag mail from outside" acts twice and not once',
      'the rule "Tag mail from outside" acts once and not never',
      'what arrives has the line "Subject: [External] A probe"',
      'archive.keeper@lamnahealthcare.com gets 2 copies and not one copy',
    ]),
  )
})

test('inbound protection alone leaves outgoing mail as it is', async () => {
  const changes = await flowOf('all', 'inbound')
  expect(changes).toContain('the rule "Tag mail from outside" acts twice and not once')
  expect(changes.join()).not.toContain('Subject: [External] A probe')
})

describe('a message with and without the product', () => {
  const probe = { name: 'mail' } as Probe
  const tag = { name: 'Tag', values: ['[External] '] }
  const gateway = { name: 'To the gateway', values: [] }
  const end = (more: Partial<End> = {}): End => ({
    recipient: 'a@b.example',
    fate: 'inbox',
    status: '',
    scans: ['the scanner'],
    looped: false,
    rules: [tag],
    connectors: [],
    content: 'Subject: [External] Hello',
    ...more,
  })
  const without = [end({ scans: [] })]
  const judged = (mine: readonly End[], theirs = without) =>
    judgeFlow(probe, mine, theirs, new Set(['The product’s']))

  test.each<readonly [string, readonly End[], readonly string[], readonly string[]]>([
    ['the same', [end()], [], []],
    [
      'the product’s own rules do not count',
      [end({ rules: [tag, { name: 'The product’s', values: [] }] })],
      [],
      [],
    ],
    [
      'a second tag',
      [end({ rules: [tag, tag], content: 'Subject: [External] [External] Hello' })],
      [],
      [
        'the rule "Tag" acts twice and not once',
        'what arrives has the line "Subject: [External] [External] Hello"',
      ],
    ],
    ['a third tag', [end({ rules: [tag, tag, tag] })], ['acts 3 times and not once'], []],
    [
      'no tag',
      [end({ rules: [], content: 'Subject: Hello' })],
      ['acts never and not once', '"Subject: Hello"'],
      [],
    ],
    ['a word of its own', [end({ content: 'Subject: [External] Oh, hello' })], ['Oh, hello'], []],
    [
      'a word of its own beside a second tag',
      [end({ rules: [tag, tag], content: 'Subject: [External] [External] Oh' })],
      ['Oh'],
      ['the rule "Tag" acts twice and not once'],
    ],
    ['a line less', [end({ content: '' }), end({ content: 'X: y' })], ['X: y'], []],
    ['a second copy', [end(), end()], ['gets 2 copies and not one copy'], []],
    [
      'a second copy where a rule acted again',
      [end({ rules: [tag, tag] }), end({ rules: [tag, tag] })],
      [],
      ['the rule "Tag" acts twice and not once', 'a@b.example gets 2 copies and not one copy'],
    ],
    [
      'another connector',
      [end({ connectors: [gateway] })],
      ['the connector "To the gateway" is taken once and not never'],
      [],
    ],
  ])('%s', (_, mine, breaches, effects) => {
    const { breaches: found, effects: told } = judged(mine)
    expect(found).toHaveLength(breaches.length)
    for (const [i, text] of breaches.entries()) expect(found[i]).toContain(text)
    expect(told.map(({ change }) => change)).toEqual(effects)
  })

  const report = end({ recipient: 'j@archive.example', fate: 'internet', scans: [], rules: [], report: true })
  test.each<readonly [string, readonly End[], readonly string[], readonly string[]]>([
    ['one report', [report], [], []],
    ['two, since the message came back', [report, report], [], ['ends in internet twice and not once']],
    ['none', [], ['ends in internet never and not once'], []],
    ['three', [report, report, report], ['ends in internet 3 times and not once'], []],
  ])('journal reports: %s', (_, mine, breaches, effects) => {
    const found = judged([end(), ...mine], [...without, report])
    const of = 'a journal report for j@archive.example'
    expect(found.breaches).toEqual(breaches.map((text) => `mail: ${of} ${text}`))
    expect(found.effects.map(({ change }) => change)).toEqual(effects.map((text) => `${of} ${text}`))
  })

  test('a gateway that is passed by', () => {
    const natural = [end({ connectors: [gateway], scans: [] })]
    expect(judged([end()], natural).breaches).toEqual([
      'mail, for a@b.example: the connector "To the gateway" is taken never and not once',
    ])
  })
})
