import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { afterAll, describe, expect, test } from 'vitest'
import { GATEWAY_LIST, WORLDS } from '#mock-m365'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'casproof-mail-'))
afterAll(() => rmSync(home, { recursive: true }))

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const mail = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, CASPROOF_HOME: home }
    execFile(process.execPath, [MAIN, 'mail', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

const TO_ADA = ['--from', 'friend@partner.example', '--to', 'ada.lovelace@contoso.com']

describe('casproof mail', () => {
  test('shows the way there and back, drawn and in words', async () => {
    const { code, out } = await mail(...TO_ADA, '--expect', 'inbox')
    expect(code).toBe(0)
    expect(out).toContain('▶ the inbound scanner')
    expect(out).toMatch(
      /Rule 2 'TMCAS Inline Incoming Domain Transport Rule' acts for ada\.lovelace@contoso\.com/,
    )
    expect(out).toMatch(
      /ada\.lovelace@contoso\.com: delivered to the Inbox, scanned by the inbound scanner once/,
    )
    for (const line of out.slice(0, out.indexOf('\n\n')).split('\n'))
      expect([...line].length).toBeLessThanOrEqual(100)
  })

  test('--json has each hop, and nothing is scanned where the product has not come', async () => {
    const { out } = await mail(...TO_ADA, '--after', 'nothing', '--json')
    expect(JSON.parse(out).fates).toEqual([
      expect.objectContaining({ fate: 'inbox', scans: [], looped: false }),
    ])
  })

  test('an end that was not expected is told, and ends with 1', async () => {
    const { code, err } = await mail(...TO_ADA, '--header', 'X-Scan-Test: spam', '--expect', 'inbox')
    expect([code, err]).toEqual([1, 'ada.lovelace@contoso.com: junk, not inbox\n'])
  })

  test('a stage that did not come to its end is told before the picture, and ends with 1', async () => {
    const { code, out, err } = await mail(...TO_ADA, '--world', 'clash')
    expect([code, out.includes('│')]).toEqual([1, true])
    expect(err).toMatch(/^NOT AS ASKED: the product did not finish this stage.* provision: refused: /)
    const before = await mail(...TO_ADA, '--world', 'clash', '--after', 'nothing')
    expect([before.code, before.err]).toEqual([0, ''])
  })

  test('mail to the initial domain is scanned and delivered like any other', async () => {
    const to = 'ada.lovelace@contoso.onmicrosoft.com'
    const { code, out } = await mail('--from', 'a@partner.example', '--to', to, '--json', '--expect', 'inbox')
    const [fate] = JSON.parse(out).fates
    expect([code, fate.recipient, fate.scans]).toEqual([0, to, ['the inbound scanner']])
  })

  test('--gateways tells of hosts that mail meets', async () => {
    const file = join(home, 'gateways.json')
    writeFileSync(
      file,
      JSON.stringify([{ name: 'a partner', hosts: ['partner.example'], refuses: '550 5.7.1 No' }]),
    )
    const answer = [
      '--from',
      'ada.lovelace@contoso.com',
      '--to',
      'friend@partner.example',
      '--after',
      'nothing',
    ]
    const { code, out } = await mail(...answer, '--gateways', file, '--expect', 'rejected')
    expect([code, out.includes('Refused by a partner')]).toEqual([0, true])
    writeFileSync(file, '[{"name": "G", "hosts": "partner.example"}]')
    const refused = await mail(...answer, '--gateways', file)
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('[0].hosts')])
  })

  test('the help has an example of gateways that is one', async () => {
    const { out } = await mail('--help')
    const example = JSON.parse(out.slice(out.indexOf('\n  [{'), out.indexOf('}]\n') + 2))
    expect(v.safeParse(GATEWAY_LIST, example).success).toBe(true)
  })

  test.for(['clean-up', 'clean up'])('takes --after %s', async (stage) => {
    const { code, out } = await mail(...TO_ADA, '--after', stage, '--json')
    expect([code, JSON.parse(out).fates[0].scans]).toEqual([0, []])
  })

  test.for([
    [['--from', 'nobody', '--to', 'a@b.example'], /from: "nobody" is not a mail address/],
    [[...TO_ADA, '--header', 'no header'], /headers\[0\]: expected "Name: value"/],
    [[...TO_ADA, '--world', 'nowhere'], /"nowhere" is not a world; the worlds are plain/],
    [[...TO_ADA, '--site', 'Mars'], /"Mars" is not a site; the sites are US, EU, /],
    [[...TO_ADA, '--served'], /no server runs with the home .*start one with casproof serve/],
  ] as const)('%j is refused in one sentence', async ([args, sentence]) => {
    const { code, out, err } = await mail(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(sentence)
  })
})

test('the help names every embedded world', () => {
  const help = readFileSync(MAIN, 'utf8')
  const names = WORLDS.map(({ name }) => name)
  expect(help).toContain(`'${names.slice(0, -1).join(', ')} or ${names.at(-1)}'`)
})
