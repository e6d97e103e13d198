/** The console's operations against a tenant, step by step as the guides print them, in both generations. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { type Administrator, administrator, assignExchangeRole } from './harness/administrator.ts'
import { FOUR_STAGES } from './harness/script.ts'
import { embeddedOrigin, inlineAppId, type World, worldOf } from './harness/world.ts'

const SERVICE = 'Exchange Online (Inline Mode)'
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }

interface Played {
  readonly world: World
  readonly person: Administrator
  ask(operation: string, input?: object, user?: ConsoleUser, company?: string): Promise<Answer>
  /** The next permission: the console's address, Microsoft's page, and back. */
  consent(): Promise<Answer>
}

function playedIn(generation: 'cas' | 'cecp'): Played {
  const origin = embeddedOrigin('plain')
  const script = { name: generation, seed: generation, steps: FOUR_STAGES } as const
  const world = worldOf(
    { v: 1, world: 'plain', site: 'EU', directions: 'both', policies: 'none', ...script },
    origin,
  )
  const applications = Object.fromEntries(
    origin.facts.applications.map((application) => [application.purpose, application]),
  )
  const log = { info: () => undefined, warn: () => undefined }
  let ids = 0
  const product = new Product(
    {
      clock: world.clock,
      ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
      fetch: world.fetch,
      log,
      store: memoryStore(),
    },
    { profile: generation, vendorKey: 'vendor key of the simulated product', applications },
  )
  const ask: Played['ask'] = (operation, input = {}, user = ADMINISTRATOR, company = 'customer') =>
    perform(product, company, user, operation, input)
  const person = administrator(world.fetch, origin.facts, 'admin')
  return {
    world,
    person,
    ask,
    async consent() {
      const { data } = await ask('consentUrl', { service: SERVICE })
      const answer = await person.consent((data as { url: string }).url, 'accept')
      if ('refusal' in answer) throw new Error(answer.refusal)
      return ask('acceptConsent', { callback: answer.callback })
    },
  }
}

describe.each(['cas', 'cecp'] as const)('inline mode in the %s generation', (generation) => {
  let played: Played
  beforeEach(async () => {
    played = playedIn(generation)
    await played.ask('setLicence', { site: 'EU' }, VENDOR)
  })

  test('is granted, revoked and cleaned up as the guide says', async () => {
    const { ask, consent, world, person } = played
    expect((await ask('beginGrant', { service: SERVICE, policy: 'Default ATP policy' })).outcome).toBe('done')
    expect(await ask('viewGrant', { service: SERVICE })).not.toHaveProperty('data.appId')
    expect((await consent()).outcome).toBe('done')
    expect(await ask('viewGrant', { service: SERVICE })).toHaveProperty('data.appId', inlineAppId(world))
    await assignExchangeRole(person, inlineAppId(world))
    const last = await consent()
    const granted = generation === 'cecp' ? last : await ask('verifyAndSubmit', { service: SERVICE })
    expect(granted).toMatchObject({
      outcome: 'done',
      message:
        generation === 'cecp'
          ? 'Successfully created a service account and synced data.'
          : 'Exchange Online protected in inline mode.',
    })
    expect(world.tenant.list('TransportRule').filter(({ State }) => State === 'Enabled').length).toBe(4)
    expect(await ask('beginGrant', { service: SERVICE })).toMatchObject({
      outcome: 'refused',
      code: 'already granted',
    })
    expect(await ask('removeServiceAccount', { service: SERVICE })).toMatchObject({ outcome: 'done' })
    const { username, password } = person
    const cleaned = await ask('cleanUp', { service: SERVICE, administrator: { username, password } })
    expect(cleaned).toMatchObject({ outcome: 'done' })
    expect(world.tenant.list('TransportRule')).toEqual([])
  })
})
