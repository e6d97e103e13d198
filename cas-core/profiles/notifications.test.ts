/** What administrators are told of an account, in the words of each generation. */
import { expect, test } from 'vitest'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import { notificationOf, tokenMailTo } from './index.ts'

const ABOUT = { organization: 'Contoso', service: 'Exchange Online', account: 'admin@contoso.com' }
const LOST: Incident = {
  id: 'i1',
  cause: 'application removed',
  service: 'entra',
  status: 401,
  error: 'AADSTS7000229',
  said: 'missing',
  openedAt: Date.UTC(2026, 0, 6, 10),
}

test('the banner of an invalid token names service and organization, and says where to go', () => {
  expect(notificationOf('cecp', { code: 'token invalid', data: LOST }, ABOUT)).toBe(
    'The access token of the Exchange Online service account for Contoso is invalid. Go to Administration > Service Account to recreate the access token.',
  )
})

test('the e-mail names account, organization and service, when it was found, and what to do', () => {
  const mail = tokenMailTo('cecp', LOST, ABOUT)
  expect(mail?.subject).toBe(
    '[Cloud Email and Collaboration Protection] Access token invalid: Exchange Online (Contoso)',
  )
  expect(mail?.text.split('\n').slice(0, 4)).toEqual([
    'Service account: admin@contoso.com',
    'Organization: Contoso',
    'Service: Exchange Online',
    'Detected at (UTC): 2026-01-06T10:00:00.000Z',
  ])
  expect(mail?.text).toContain('Administration > Service Account > Recreate Access Token')
  expect(mail?.text).toContain('AADSTS7000229')
  expect(tokenMailTo('cas', LOST, ABOUT)?.subject).toContain('[Trend Micro Cloud App Security]')
})

test('a refused secret of the vendor sends nobody to a screen that cannot help', () => {
  const lost: Incident = { ...LOST, cause: 'secret refused', error: 'AADSTS7000222' }
  const texts = [
    notificationOf('cas', { code: 'token invalid', data: lost }, ABOUT),
    tokenMailTo('cecp', lost, ABOUT)?.text,
  ]
  for (const text of texts) {
    expect(text).toContain('only the vendor can mend')
    expect(text).not.toMatch(/Recreate Access Token|to recreate/)
  }
})

test('the generation of August 2023 sends no e-mail for Exchange Online', () => {
  expect(tokenMailTo('2023-08', LOST, ABOUT)).toBe(undefined)
})

test('drift tells what was changed in which object, and what came of it', () => {
  const findings = [
    {
      kind: 'changed',
      key: 'C2',
      name: 'Connector',
      outcome: 'repaired',
      fields: { Enabled: { expected: true, found: false } },
    },
    { kind: 'switched off', key: 'R1', name: 'Rule', outcome: 'left', fields: {} },
  ] as const
  expect(notificationOf('cas', { code: 'drift found', data: { findings } }, ABOUT)).toBe(
    'Objects of Exchange Online for Contoso were changed by somebody else: "Connector" was changed in Enabled, and is repaired; "Rule" was switched off, and is left.',
  )
})
