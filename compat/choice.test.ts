import { expect, test } from 'vitest'
import { chosenFrom, HELP, shortName } from './choice.ts'
import { CLIENTS } from './clients/index.ts'

const NAMES = CLIENTS.map(shortName)
const chosen = (...args: string[]) => chosenFrom(args, CLIENTS)?.map(shortName)

test('all play unless told; --only and --without choose, by short names that are their own', () => {
  expect(new Set(NAMES).size).toBe(CLIENTS.length)
  expect(chosen()).toEqual(NAMES)
  expect(chosen('--without', 'cli-microsoft365')).toEqual(NAMES.filter((one) => one !== 'cli-microsoft365'))
  expect(chosen('--only', 'curl', '--only', 'msal-node')).toEqual(['msal-node', 'curl'])
})

test('the help says how large the separate client is', () => {
  expect(chosen('--help')).toBeUndefined()
  expect(HELP).toMatch(/CLI for Microsoft 365 .*460 MB/)
  expect(HELP).toContain('--without cli-microsoft365')
})

test.each([
  [['--only', 'nope'], /"nope" is not a client; the clients are msal-node, /],
  [['--only', 'curl', '--without', 'curl'], /leave no client/],
  [['--nope'], /Unknown option '--nope'/],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => chosen(...args)).toThrow(sentence)
})
