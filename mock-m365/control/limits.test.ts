/** Limits that the control surface sets: enforced by Graph and Exchange from then on, and not beyond. */
import { afterAll, beforeEach, expect, test } from 'vitest'
import { servedControl } from './testing/served-control.ts'

const served = await servedControl(Date.now())
const { ask, graph } = served
beforeEach(served.renew)
afterAll(served.close)

/** A list of users costs two resource units; a small tenant has 3,500 in ten seconds, here 35. */
const TIGHT = { scale: 0.01 }
const statuses = async (count: number) => {
  const heard: number[] = []
  for (let n = 0; n < count; n++) heard.push((await graph('GET /users')).status)
  return heard
}

test('are enforced once they are set, tell how long to wait, and count anew when they are set again', async () => {
  expect((await ask('GET /limits')).json).toEqual({ limits: null })
  expect(await statuses(30)).not.toContain(429)
  expect(await ask('PUT /limits', TIGHT)).toEqual({ status: 200, json: { limits: TIGHT } })
  expect((await ask('GET /limits')).json).toEqual({ limits: TIGHT })
  expect(await statuses(30)).toContain(429)
  expect(Number((await graph('GET /users')).headers.get('retry-after'))).toBeGreaterThan(0)
  await ask('PUT /limits', TIGHT)
  expect((await graph('GET /users')).status).toBe(200)
  await ask('DELETE /limits')
  expect(await statuses(30)).not.toContain(429)
  expect((await ask('GET /limits')).json).toEqual({ limits: null })
})

test('hold for how many objects the directory takes', async () => {
  const group = { displayName: 'x', mailNickname: 'x', mailEnabled: false, securityEnabled: true }
  await ask('PUT /limits', { scale: 1, directoryObjects: 1 })
  const refused = await graph('POST /groups', group)
  expect([refused.status, Object(await refused.json()).error.code]).toEqual([403, 'Directory_QuotaExceeded'])
  await ask('DELETE /limits')
  expect((await graph('POST /groups', group)).status).toBe(201)
})

test('hold for how much Exchange takes at one time, and its answers tell of them', async () => {
  const tell = async () => Object.fromEntries((await served.exchange('Get-AcceptedDomain')).headers)
  expect(await tell()).not.toHaveProperty('rate-limit-limit')
  await ask('PUT /limits', { scale: 1, exchangeConcurrency: { requests: 1, heldMs: 60_000 } })
  expect(await tell()).toMatchObject({ 'rate-limit-limit': '30000', 'rate-limit-remaining': '29999' })
  expect((await served.exchange('Get-AcceptedDomain')).status).toBe(429)
  await ask('DELETE /limits')
  expect((await served.exchange('Get-AcceptedDomain')).status).toBe(200)
})

test.each([
  [{}, /^scale: expected a number from 0\.0001 to 1000/],
  [{ scale: 0 }, /^scale: expected a number from 0\.0001 to 1000/],
  [{ scale: 1, directoryObjects: 0 }, /^directoryObjects: expected a whole number from 1 to 10000000/],
  [{ scale: 1, exchangeConcurrency: { requests: 1 } }, /^exchangeConcurrency\.heldMs: /],
  [{ scale: 1, users: 5 }, /users/],
])('%j is refused, and what stands holds on', async (body, words) => {
  await ask('PUT /limits', TIGHT)
  const { status, json } = await ask('PUT /limits', body)
  expect([status, Object(json.error).message]).toEqual([400, expect.stringMatching(words)])
  expect((await ask('GET /limits')).json).toEqual({ limits: TIGHT })
})
