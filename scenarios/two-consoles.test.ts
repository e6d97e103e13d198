/** Two consoles on one tenant, over one store: one works, the other is told who does, and nothing is made twice. */
import { describe, expect, test } from 'vitest'
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { publishedNames } from '#reports'
import { administrator, assignExchangeRole, givePermission } from './harness/administrator.ts'
import { FOUR_STAGES } from './harness/script.ts'
import { embeddedOrigin, inlineAppId, type World, worldOf } from './harness/world.ts'

const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const AT = { service: 'Exchange Online (Inline Mode)' }
const MINUTE = 60_000

type Ask = (operation: string, input?: object, user?: ConsoleUser) => Promise<Answer>

/** A network on which one call waits, and what waits there. */
function gate(fetch: typeof globalThis.fetch) {
  let left = Number.POSITIVE_INFINITY
  const arrived = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  const calls = { count: 0 }
  return {
    calls,
    /** @param number of calls from now on that pass before one waits */
    closeAfter: (number: number) => {
      left = number
    },
    arrived: arrived.promise,
    open: opened.resolve,
    fetch: (async (input, init) => {
      calls.count++
      if (left-- === 0) {
        arrived.resolve()
        await opened.promise
      }
      return fetch(input, init)
    }) as typeof globalThis.fetch,
  }
}

async function twoConsoles() {
  const origin = embeddedOrigin('plain')
  const world = worldOf(
    {
      ...{ v: 1, name: 'two consoles', seed: 'two consoles', world: 'plain', site: 'EU' },
      ...{ directions: 'both', policies: 'none', steps: FOUR_STAGES },
    },
    origin,
  )
  const store = memoryStore()
  const gated = gate(world.fetch)
  let ids = 0
  const consoleOf = (worker: string, fetch: typeof globalThis.fetch): Ask => {
    const product = new Product(
      {
        ...{ clock: world.clock, store, worker, fetch },
        ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
        log: { info: () => undefined, warn: () => undefined },
      },
      {
        profile: 'cas',
        vendorKey: 'vendor key',
        applications: Object.fromEntries(origin.facts.applications.map((one) => [one.purpose, one])),
      },
    )
    return (operation, input = AT, user = ADMINISTRATOR) =>
      perform(product, 'customer', user, operation, input)
  }
  const [first, second] = [consoleOf('console 1', gated.fetch), consoleOf('console 2', world.fetch)]
  const person = administrator(world.fetch, origin.facts, 'admin')
  /** The first permission is asked for at one console and taken by the other, and the other way round. */
  const consent = async (asking: Ask, taking: Ask) => {
    const { data } = await asking('consentUrl')
    const answer = await givePermission(person, (data as { url: string }).url, (callback) =>
      taking('acceptConsent', { callback }),
    )
    if ('refusal' in answer) throw new Error(answer.refusal)
    return answer
  }
  await first('setLicence', { site: 'EU' }, VENDOR)
  await second('beginGrant', { ...AT, policy: 'Default ATP policy' })
  expect(await consent(first, second)).toMatchObject({ outcome: 'done', code: 'consent recorded' })
  await assignExchangeRole(person, inlineAppId(world))
  expect(await consent(second, first)).toMatchObject({ outcome: 'done', code: 'consent recorded' })
  const { username, password } = person
  return { world, first, second, gated, byAdministrator: { ...AT, administrator: { username, password } } }
}

const { RULES, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, GROUPS } = publishedNames

function namesIn({ tenant }: World): string[] {
  const exchange = (['TransportRule', 'InboundConnector', 'OutboundConnector'] as const).flatMap((kind) =>
    tenant.list(kind).map(({ Name }) => String(Name)),
  )
  return [...exchange, ...tenant.list('groups').map(({ displayName }) => String(displayName))]
    .filter((name) => name.startsWith('TMCAS'))
    .sort()
}

const ALL = [...RULES, ...INBOUND_CONNECTORS, ...OUTBOUND_CONNECTORS, ...GROUPS].sort()

async function callsOfGrant(): Promise<number> {
  const { first, gated } = await twoConsoles()
  const before = gated.calls.count
  await first('verifyAndSubmit')
  return gated.calls.count - before
}

describe('while one console grants access', async () => {
  const calls = await callsOfGrant()
  const moments = Array.from({ length: 8 }, (_, i) => Math.floor((i * (calls - 1)) / 7))

  test.each(moments)('the other is told who works, at call %i', async (moment) => {
    const { world, first, second, gated, byAdministrator } = await twoConsoles()
    gated.closeAfter(moment)
    const granting = first('verifyAndSubmit')
    await gated.arrived
    for (const refused of [
      await second('verifyAndSubmit'),
      await second('removeServiceAccount', byAdministrator),
    ]) {
      expect(refused).toMatchObject({
        outcome: 'refused',
        code: 'worker busy',
        data: { holder: 'console 1' },
      })
      expect(refused.message).toContain('console 1')
    }
    expect(await second('viewGrant')).toMatchObject({ outcome: 'done' })
    gated.open()
    expect(await granting).toMatchObject({ outcome: 'done', code: 'granted' })
    expect(namesIn(world)).toEqual(ALL)
    const { services } = (await second('viewServiceStatus', {})).data as { services: { service: string }[] }
    expect(services.find(({ service }) => service === AT.service)).toMatchObject({ status: 'Protected' })
  })

  test.each(moments)(
    'the other takes over where it stands still for too long, at call %i',
    async (moment) => {
      const { world, first, second, gated, byAdministrator } = await twoConsoles()
      gated.closeAfter(moment)
      const granting = first('verifyAndSubmit')
      await gated.arrived
      world.clock.advance(60 * MINUTE)
      expect(await second('verifyAndSubmit')).toMatchObject({ outcome: 'done', code: 'granted' })
      gated.open()
      // one that stood still while it verified finds the grant complete, and adds nothing to it
      const late = await granting
      expect(late.outcome === 'done' ? late.data : { done: [] }).toMatchObject({ done: [] })
      expect(namesIn(world)).toEqual(ALL)
      expect(await first('removeServiceAccount', byAdministrator)).toMatchObject({ outcome: 'done' })
      expect(await second('cleanUp', byAdministrator)).toMatchObject({ outcome: 'done' })
      expect(namesIn(world)).toEqual([])
    },
  )
})
