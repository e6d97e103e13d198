/** An answer that is not the service's own, or not whole, refuses nothing: it is asked for again. */
import { expect, test } from 'vitest'
import { memoryStore } from '../store/memory-store.ts'
import { M365Error } from './errors.ts'
import { sessionOf } from './session.ts'
import type { Tokens } from './token.ts'

const PAGE = '<html><body>Sign in to the network</body></html>'
const TENANT = '11111111-1111-4111-8111-111111111111'
const TOKENS: Tokens = { token: async () => 'a.b.c', forget: () => undefined, acquired: 0 }

/** A session that hears the answers one after the other, and then a list with one entry. */
function sessionThatHears(...answers: readonly Response[]) {
  const left = [...answers]
  const ports = {
    clock: { now: () => 0, sleep: async () => undefined },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    fetch: async () => left.shift() ?? Response.json({ value: [{ id: '1' }] }),
    ...memoryStore().of('account'),
    log: { info: () => undefined, warn: () => undefined },
  }
  return sessionOf(ports, TENANT, TOKENS)
}

const json = (body: string) => new Response(body, { headers: { 'Content-Type': 'application/json' } })
const page = (status: number) => new Response(PAGE, { status, headers: { 'Content-Type': 'text/html' } })

test.each([
  ['a page of a proxy', () => page(200)],
  ['a page of a front end', () => page(502)],
  ['JSON that ends in its middle', () => json('{"value":[{"id":"')],
])('%s: Graph and Exchange Online are asked again', async (_, answer) => {
  expect(await sessionThatHears(answer()).list('/groups')).toEqual([{ id: '1' }])
  expect(await sessionThatHears(answer()).read('Get-TransportRule')).toEqual([{ id: '1' }])
})

test.each([
  [200, 'unknown'],
  [302, 'unknown'],
  [400, 'refused'],
  [410, 'refused'],
  [502, 'unknown'],
] as const)('a failure under status %i is %s', (status, meaning) => {
  expect(new M365Error('graph', status, 'x', 'x')).toMatchObject({ meaning, inDoubt: meaning === 'unknown' })
})
