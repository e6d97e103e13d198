/** Everything that the console can answer is answered in some stored script, or in a test that is named here. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ANSWER_CODES } from '#cas-core'
import { storedScripts } from './stored-scripts.ts'

/** What no stored script can lead to, with the reason, and the test that does. */
const ELSEWHERE: Readonly<Record<string, readonly [why: string, test: string]>> = {
  'worker busy': ['two processes at once', 'two-consoles.test.ts'],
  'taken over': ['two processes at once', '../cas-core/stages/alone.test.ts'],
  'too many users': ['a tenant of more than a hundred people', 'api-mode.test.ts'],
  'rule too large': ['a tenant of two hundred domains', 'limits.test.ts'],
  'domain targets not offered': ['a list of policies, which no screen gives', 'api-mode.test.ts'],
  'role for a part of the directory': [
    'the mock has no administrative units',
    '../cas-core/stages/role.test.ts',
  ],
  'sign-in asked': ['it stands between two pages of one step', 'sign-in.test.ts'],
  'sign-in declined': ['the second page of a step', 'sign-in.test.ts'],
  'answer without sign-in': ['the second page of a step', 'sign-in.test.ts'],
  'nothing scanned': ['a product that scans nothing', '../cas-core/console/table.test.ts'],
  'quarantine changed': ['an id that Exchange Online makes', 'scanning/console.test.ts'],
}

/** Texts that are a part of what an answer shows. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  'activity data offered': 'Enhance your Exchange Online protection with Microsoft 365 activity data.',
  'quarantine first': 'Check quarantined items first',
  'quarantine logs first': 'Delete quarantine logs first',
  'outbound quarantine first': 'the items that Outbound Protection has quarantined first',
  'automation ends': 'Threat Remediation APIs stop working',
}

/** What stages say to one another: the answer goes on from there. */
const NO_ANSWERS: ReadonlySet<string> = new Set(['tenant proven'])

function saidIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'code' && typeof inner === 'string' ? [inner] : saidIn(inner),
  )
}

const expectations = storedScripts().flatMap(({ steps }) => steps.flatMap(({ expect: end }) => end ?? []))
const said = new Set(expectations.flatMap(saidIn))
const texts = JSON.stringify(expectations)

test('each code is said in a script, or in a test that is named', () => {
  const unsaid = ANSWER_CODES.filter(
    (code) =>
      !said.has(code) &&
      !NO_ANSWERS.has(code) &&
      !(code in ELSEWHERE) &&
      !texts.includes(SHOWN_AS[code] ?? '\0'),
  )
  expect(unsaid).toEqual([])
})

test.each(Object.entries(ELSEWHERE))('"%s" is said where that is told', (code, [, file]) => {
  expect(ANSWER_CODES).toContain(code)
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`'${code}'`)
})
