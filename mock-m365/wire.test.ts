import { expect, test } from 'vitest'
import { answerWhenRead } from './wire.ts'

test('a body is made when it is read or spread, and once', () => {
  let made = 0
  const answer = answerWhenRead({ status: 200, headers: {} }, () => `body ${++made}`)
  expect(made).toBe(0)
  expect({ ...answer, headers: { Vary: 'Origin' } }).toEqual({
    status: 200,
    headers: { Vary: 'Origin' },
    body: 'body 1',
  })
  expect(answer.body).toBe('body 1')
})
