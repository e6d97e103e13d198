/** Refusals that few can read are told with what somebody can do about them. */
import { expect, test } from 'vitest'
import { failureIn } from './failures.ts'

const said = (error: string) =>
  failureIn({ service: 'entra', status: 400, error, said: 'In Microsoft’s words.' })

const OTHER_WAYS = [
  /another|an administrator whose sign-in needs a password only/,
  /except/,
  /clean up by hand/,
]

test.each(['AADSTS50076', 'AADSTS50079', 'AADSTS50074', 'AADSTS50158'])(
  '%s: a second proof is asked for, and there are three ways on',
  (code) => {
    expect(said(code)).toContain('multifactor authentication')
    for (const way of OTHER_WAYS) expect(said(code)).toMatch(way)
  },
)

test.each(['AADSTS53000', 'AADSTS53001', 'AADSTS53002', 'AADSTS53003'])(
  '%s: Conditional Access says no, and there are three ways on',
  (code) => {
    expect(said(code)).toContain('Conditional Access')
    for (const way of OTHER_WAYS) expect(said(code)).toMatch(way)
  },
)

test.each([
  ['AADSTS50126', 'type them again'],
  ['AADSTS50055', 'change it'],
  ['AADSTS50057', 'another administrator'],
  ['AADSTS50053', 'unlock it'],
])('%s says: %s', (code, remedy) => {
  expect(said(code)).toContain(remedy)
})

// https://github.com/n8n-io/n8n/issues/22567: a vendor's expired secret stops all customers at once
test.each(['AADSTS7000215', 'AADSTS7000222'])('%s: nobody but the vendor can mend it', (code) => {
  expect(said(code)).toContain('only the vendor can mend')
  expect(said(code)).toContain('nothing is to be done in the tenant')
})

test('what Microsoft said is kept, code and all', () => {
  expect(said('AADSTS50076')).toContain(
    'Microsoft Entra ID answered 400 (AADSTS50076): In Microsoft’s words.',
  )
  expect(said('AADSTS999999')).toBe('Microsoft Entra ID answered 400 (AADSTS999999): In Microsoft’s words.')
})
