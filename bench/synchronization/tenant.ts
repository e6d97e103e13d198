/**
 * A process that is Microsoft 365 for one large tenant, so that its memory is not the product's. A message is a
 * request and gets its answer back. argv: how many users, how many groups.
 */

import { cloudWith, factsOf, fetchOf, seededIds, virtualClock, WORLDS } from '#mock-m365'
import { customerTenant } from '../../mock-m365/starting-states/customer.ts'

export interface Asked {
  readonly id: number
  readonly url: string
  readonly init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string }
  /** The product's clock, in milliseconds since the epoch. */
  readonly now: number
}

export interface Answered {
  readonly id: number
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

const MEMBERS = 20

const [users = 0, groups = 0] = process.argv.slice(2).map(Number)
const world = WORLDS.find(({ name }) => name === 'plain')
if (!world) throw new Error('there is no world named plain')
const nameOf = (i: number) => `Person ${i}`
const facts = {
  ...world.customer,
  users: Array.from({ length: users }, (_, i) => nameOf(i)),
  groups: Object.fromEntries(
    Array.from({ length: groups }, (_, i) => [
      `Group ${i}`,
      Array.from({ length: MEMBERS }, (_, n) => nameOf((i * 7 + n * 13) % users)),
    ]),
  ),
}
// everybody is there for a day when the product comes
const clock = virtualClock(Date.UTC(2026, 0, 4, 9))
const tenant = customerTenant(facts, clock.now())
const fetch = fetchOf(cloudWith([tenant], { clock, ids: seededIds('large tenant') }))

process.on('message', async ({ id, url, init, now }: Asked) => {
  if (now > clock.now()) clock.advance(now - clock.now())
  const answer = await fetch(url, { ...init, redirect: 'manual' })
  const headers = Object.fromEntries(answer.headers)
  process.send?.({ id, status: answer.status, headers, body: await answer.text() } satisfies Answered)
})
process.send?.({ facts: factsOf(facts), groupIds: tenant.list('groups').map(({ id }) => id) })
