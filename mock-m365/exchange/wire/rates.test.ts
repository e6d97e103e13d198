import { expect, test } from 'vitest'
import { issueToken } from '../../entra/tokens/tokens.ts'
import { claimsOf, errorText, START, world } from '../testing/world.ts'

test('without limits nothing is counted, and no header tells of any', () => {
  const { send } = world()
  const replies = Array.from({ length: 200 }, () => send('Get-AcceptedDomain'))
  expect(replies.every(({ status }) => status === 200)).toBe(true)
  expect(Object.keys(replies[0]?.headers ?? {}).filter((name) => /rate|concurrency/i.test(name))).toEqual([])
})

test('a rate is told in every answer, refused when it is used up, and anew in the next window', () => {
  const { send } = world({ limits: { scale: 0.0001 } })
  const replies = Array.from({ length: 5 }, () => send('Get-AcceptedDomain', {}, { at: START + 1500 }))
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
  expect(replies.map(({ headers }) => headers['Rate-Limit-Remaining'])).toEqual(['2', '1', '0', '0', '0'])
  const [first, , , refused] = replies
  expect(first?.headers).toMatchObject({
    'Rate-Limit-Limit': '3',
    'Rate-Limit-Reset': '2026-03-02T10:05:01.500Z',
    'X-ConcurrencyCount': '1',
    'X-CombinedAppOnlyConcurrencyCount': '1',
  })
  expect(refused?.headers['Retry-After']).toBe('300')
  expect(refused && errorText(refused)).toMatch(/throttled/)
  const wait = (seconds: number) => send('Get-AcceptedDomain', {}, { at: START + 1500 + seconds * 1000 })
  expect(wait(299)).toMatchObject({ status: 429, headers: { 'Retry-After': '1' } })
  expect(wait(300).status).toBe(200)
})

test('message traces have a rate of their own, which all callers of a tenant share', () => {
  const { cloud, send } = world({ limits: { scale: 0.02 } })
  const another = issueToken(
    cloud.services.entra,
    claimsOf({ appid: '44444444-4444-4444-8444-444444444444' }),
  )
  const statuses = [{}, { token: another }, {}, { token: another }].map(
    (more) => send('Get-MessageTraceV2', {}, more).status,
  )
  expect(statuses).toEqual([200, 200, 429, 429])
  const left = ({ headers }: ReturnType<typeof send>) => Number(headers['Rate-Limit-Remaining'])
  // Two of them and this one count against the limit for everything; refused ones do not.
  expect(left(send('Get-AcceptedDomain'))).toBe(600 - 2)
})

test('requests at one time are refused in plain text, until one of them has ended', () => {
  const { send } = world({ limits: { scale: 1, exchangeConcurrency: { requests: 2, heldMs: 2500 } } })
  const at = (ms: number) => send('Get-AcceptedDomain', {}, { at: START + ms })
  expect([at(0), at(1000)].map(({ headers }) => headers['X-ConcurrencyCount'])).toEqual(['1', '2'])
  expect(at(1200)).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '2', 'Content-Type': 'text/plain; charset=utf-8' },
    text: expect.stringContaining('You have reached the maximum number of concurrent requests per tenant.'),
  })
  expect([at(2500).status, at(2600).status, at(3500).status]).toEqual([200, 429, 200])
})

test('what a batch holds is counted, and not the batch besides', () => {
  const { ask } = world({ limits: { scale: 0.0001 } })
  const one = (id: string) => ({
    id,
    method: 'POST',
    url: 'InvokeCommand',
    body: { CmdletInput: { CmdletName: 'Get-AcceptedDomain' } },
  })
  const body = JSON.stringify({ requests: ['1', '2', '3', '4'].map(one) })
  const { text } = ask('POST $batch', { body, headers: { prefer: 'odata.continue-on-error' } })
  const statuses = JSON.parse(text).responses.map(({ status }: { status: number }) => status)
  expect(statuses).toEqual([200, 200, 200, 429])
})
