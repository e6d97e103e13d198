/** What people read of an answer. */
import { expect, test } from 'vitest'
import { answerPage } from './answer-page.ts'

const page = (data: object, message = '') => answerPage({ outcome: 'done', code: 'shown', message, data })

test('the message comes first, then what was done, then what is shown', () => {
  const data = {
    done: ['create a rule', 'create a group'],
    left: [],
    obstacles: [],
    activities: ['acquired 2 access tokens'],
    isGranted: true,
  }
  expect(page(data, 'access granted')).toBe(
    'access granted\n  - acquired 2 access tokens\n  2 changes in the tenant\n  granted: yes\n',
  )
})

test('lists that are empty, and values that are not there, are said in words', () => {
  expect(page({ notifications: [], description: '', tenantId: undefined })).toBe(
    'notifications: none\ndescription: none\n',
  )
  expect(page({})).toBe('There is nothing to show.\n')
})

test('records are a table where they have room, and lines where not', () => {
  const narrow = [
    { service: 'OneDrive', isDone: true },
    { service: 'Exchange Online', isDone: false, action: 'Grant Access' },
  ]
  expect(page({ services: narrow })).toBe(
    [
      'services:',
      '  service          done  action',
      '  ---------------  ----  ------------',
      '  OneDrive         yes',
      '  Exchange Online  no    Grant Access',
      '',
    ].join('\n'),
  )
  const wide = page({ people: [{ name: 'n'.repeat(50), about: 'word '.repeat(20).trim() }] })
  expect(wide).toMatch(/^people:\n {2}- name: n{50}\n {4}about: word .*\n {11}word .*\n$/)
})

test('times are times, nested records are indented, an address is on a line of its own', () => {
  const url = `https://login.example/?state=${'s'.repeat(90)}`
  expect(page({ addedAt: 0, targets: { all: true }, url })).toBe(
    `added at: 1970-01-01T00:00:00.000Z\ntargets:\n  all: yes\nurl:\n${url}\n`,
  )
})

test('of what was refused the reason is shown, of what failed also what is left', () => {
  const data = { said: 'x', done: [], left: ['create a rule'], obstacles: [{}], activities: [] }
  expect(answerPage({ outcome: 'refused', code: 'ill-formed', message: 'name: too long', data: {} })).toBe(
    'refused: name: too long\n',
  )
  expect(answerPage({ outcome: 'failed', code: 'left undone', message: 'a rule: refused', data })).toBe(
    'failed: a rule: refused\n  left: create a rule\n',
  )
})
