/** Who speaks for a tenant at the console: two customers with a tenant each, and people who answer for others. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import {
  cloudWith,
  customerTenant,
  factsOf,
  fetchOf,
  type Microsoft365,
  seededIds,
  type VirtualClock,
  virtualClock,
  WORLDS,
} from '#mock-m365'
import { type Administrator, administrator, givePermission } from './harness/administrator.ts'
import { EPOCH_MS } from './harness/world.ts'

const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const SERVICES = ['Exchange Online', 'Exchange Online (Inline Mode)'] as const

type Ask = (operation: string, input?: object, user?: ConsoleUser) => Promise<Answer>

interface Customers {
  readonly cloud: Microsoft365
  readonly clock: VirtualClock
  /** A customer at its console. */
  at(customer: string): Ask
  /** Somebody of a tenant, each at a separate browser: `admin@contoso.com`. */
  person(name: string): Administrator
  idOf(domain: string): string
  /** Gives the next permission and brings the answer back; the answer to the consent may be changed on the way. */
  consent(
    ask: Ask,
    person: Administrator,
    options?: Parameters<typeof givePermission<Answer>>[3],
  ): Promise<Answer>
}

function customers(profile: 'cas' | 'cecp', service: (typeof SERVICES)[number]): Customers {
  const facts = WORLDS.filter(({ name }) => ['plain', 'busy'].includes(name)).map(({ customer }) => ({
    ...factsOf(customer),
    tenant: customerTenant(customer, EPOCH_MS),
  }))
  const clock = virtualClock(EPOCH_MS)
  const cloud = cloudWith(
    facts.map(({ tenant }) => tenant),
    { clock, ids: seededIds('cloud') },
  )
  const fetch = fetchOf(cloud)
  const applications = Object.fromEntries(facts[0]?.applications.map((one) => [one.purpose, one]) ?? [])
  const log = { info: () => undefined, warn: () => undefined }
  const product = new Product(
    { clock, fetch, log, ids: seededIds('product'), store: memoryStore() },
    { profile, vendorKey: 'vendor key of the simulated product', applications },
  )
  const factsIn = (domain: string) => {
    const found = facts.find(({ accounts }) =>
      accounts.some(({ userPrincipalName }) => userPrincipalName.endsWith(`@${domain}`)),
    )
    if (!found) throw new Error(`there is no tenant ${domain}`)
    return found
  }
  return {
    cloud,
    clock,
    at:
      (customer) =>
      (operation, input = { service }, user = ADMINISTRATOR) =>
        perform(product, customer, user, operation, input),
    person(name) {
      const [who = '', domain = ''] = name.split('@')
      return administrator(fetch, factsIn(domain), who)
    },
    idOf: (domain) => factsIn(domain).tenantId,
    async consent(ask, person, options) {
      const { url } = (await ask('consentUrl')).data as { url: string }
      const answer = await givePermission(
        person,
        url,
        (callback) => ask('acceptConsent', { callback }),
        options,
      )
      if ('refusal' in answer) throw new Error(answer.refusal)
      return answer
    },
  }
}

const naming = (tenantId: string) => (callback: string) => {
  const url = new URL(callback)
  url.searchParams.set('tenant', tenantId)
  return url.href
}

const CASES = (['cas', 'cecp'] as const).flatMap((generation) =>
  SERVICES.map((service) => [generation, service] as const),
)

describe.each(CASES)('in the %s generation, for %s', (generation, service) => {
  let world: Customers
  let stranger: Ask
  const begun = async (customer: string): Promise<Ask> => {
    const ask = world.at(customer)
    await ask('setLicence', { site: 'EU' }, VENDOR)
    // so that the only permission of API mode does not complete the grant
    const targets = generation === 'cecp' && service === 'Exchange Online' ? { targets: 'selected' } : {}
    expect(await ask('beginGrant', { service, ...targets })).toMatchObject({ outcome: 'done' })
    return ask
  }
  beforeEach(async () => {
    world = customers(generation, service)
    const contoso = await begun('contoso')
    expect(await world.consent(contoso, world.person('admin@contoso.com'))).toMatchObject({
      code: 'consent recorded',
      data: { tenantId: world.idOf('contoso.com') },
    })
    // the application keeps its permissions in the tenant, and no customer has the tenant any more
    expect(await contoso('cancelGrant')).toMatchObject({ outcome: 'done' })
    stranger = await begun('stranger')
  })

  /** Nothing of a tenant is the stranger's, and the product has asked nothing of a tenant but who signs in. */
  async function standsAsBefore(callsBefore: number): Promise<void> {
    const { tenantId, steps } = (await stranger('viewGrant')).data as {
      tenantId?: string
      steps: readonly { isDone: boolean }[]
    }
    expect([tenantId, steps.some(({ isDone }) => isDone)]).toEqual([undefined, false])
    const asked = world.cloud.calls.slice(callsBefore).map(({ operation }) => operation)
    expect(asked.filter((operation) => !/\/(?:adminconsent|authorize|token)$/.test(operation))).toEqual([])
  }

  test('who names another’s tenant and signs in to the own one gets nothing of it', async () => {
    const before = world.cloud.calls.length
    const id = world.idOf('contoso.com')
    const forged = { changed: naming(id) }
    expect(await world.consent(stranger, world.person('admin@fabrikam.com'), forged)).toMatchObject({
      outcome: 'refused',
      code: 'signed in to another tenant',
      message: `The account belongs to a different tenant. Use an account of the tenant ${id}.`,
    })
    await standsAsBefore(before)
  })

  test.each(['user', 'exchange', 'reader'])(
    'who names the tenant that employs them, and is not its administrator, gets nothing of it (%s)',
    async (name) => {
      const before = world.cloud.calls.length
      const options = {
        changed: naming(world.idOf('contoso.com')),
        signs: world.person(`${name}@contoso.com`),
      }
      expect(await world.consent(stranger, world.person('admin@fabrikam.com'), options)).toMatchObject({
        outcome: 'refused',
        code: 'signed in without role',
      })
      await standsAsBefore(before)
    },
  )

  test('a tenant whose customer has let it go is the next one’s whose administrator signs in', async () => {
    expect(await world.consent(stranger, world.person('admin@contoso.com'))).toMatchObject({
      code: 'consent recorded',
      data: { tenantId: world.idOf('contoso.com') },
    })
  })
})

describe('what a sign-in brings back', () => {
  const SERVICE = 'Exchange Online (Inline Mode)'
  let world: Customers
  let ask: Ask
  /** The address at which the console has people sign in, for a permission that was given. */
  const asked = async (person: Administrator, at = ask): Promise<string> => {
    const { url } = (await at('consentUrl')).data as { url: string }
    const answer = await person.consent(url, 'accept')
    if ('refusal' in answer) throw new Error(answer.refusal)
    const pending = await at('acceptConsent', { callback: answer.callback })
    expect(pending).toMatchObject({ outcome: 'pending', code: 'sign-in asked' })
    return String(Reflect.get(pending.data, 'url'))
  }
  const signedIn = async (person: Administrator, url: string): Promise<URL> => {
    const answer = await person.signIn(url)
    if ('refusal' in answer) throw new Error(answer.refusal)
    return new URL(answer.callback)
  }
  beforeEach(async () => {
    world = customers('cecp', SERVICE)
    for (const customer of ['one', 'other']) {
      ask = world.at(customer)
      await ask('setLicence', { site: 'EU' }, VENDOR)
      await ask('beginGrant')
    }
    ask = world.at('one')
  })

  test('who is signed in at Microsoft sees no page, and who is not signs in on one', async () => {
    const person = world.person('admin@contoso.com')
    const url = await asked(person)
    const before = world.cloud.calls.length
    await signedIn(person, url)
    expect(world.cloud.calls.slice(before).map(({ operation }) => operation)).toEqual([
      'GET /oauth2/v2.0/authorize',
    ])
    const elsewhere = await signedIn(world.person('admin@contoso.com'), url)
    expect(await ask('acceptConsent', { callback: elsewhere.href })).toMatchObject({ outcome: 'done' })
  })

  test('the address asks for a code with PKCE, and for an id token that answers this request alone', async () => {
    const person = world.person('admin@contoso.com')
    const [first, second] = [new URL(await asked(person)), new URL(await asked(person))]
    expect(first.pathname).toBe('/organizations/oauth2/v2.0/authorize')
    expect(Object.fromEntries(first.searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name))
  })

  test('a code of another sign-in is worth nothing', async () => {
    const victim = world.person('admin@contoso.com')
    const stolen = (await signedIn(victim, await asked(victim, world.at('other')))).searchParams.get('code')
    const own = new URL(await asked(world.person('admin@fabrikam.com')))
    const callback = new URL(own.searchParams.get('redirect_uri') ?? '')
    callback.searchParams.set('state', own.searchParams.get('state') ?? '')
    callback.searchParams.set('code', stolen ?? '')
    const answer = await ask('acceptConsent', { callback: callback.href })
    expect(answer).toMatchObject({
      outcome: 'failed',
      code: 'service error',
      data: { error: 'AADSTS501481' },
    })
    expect((await ask('viewGrant')).data).toMatchObject({ tenantId: undefined })
  })

  test('is taken once, and at the console that asked for it', async () => {
    const person = world.person('admin@contoso.com')
    const { href: callback } = await signedIn(person, await asked(person))
    expect(await world.at('other')('acceptConsent', { callback })).toMatchObject({ code: 'not a callback' })
    expect(await ask('acceptConsent', { callback })).toMatchObject({ outcome: 'done' })
    expect(await ask('acceptConsent', { callback })).toMatchObject({
      outcome: 'pending',
      code: 'sign-in asked',
    })
  })

  test.each([
    ['error', 'access_denied', 'sign-in declined'],
    ['code', '', 'answer without sign-in'],
    ['state', 'x', 'not a callback'],
  ])('with another %s it is not taken', async (name, value, code) => {
    const person = world.person('admin@contoso.com')
    const callback = await signedIn(person, await asked(person))
    callback.searchParams.set(name, value)
    expect(await ask('acceptConsent', { callback: callback.href })).toMatchObject({
      outcome: 'refused',
      code,
    })
  })

  test('a consent that is not known everywhere yet is waited for, and who signs in notices it by the minutes', async () => {
    // the token endpoint reads a replica that does not show the consent
    world.cloud.lagBy({ rules: [{ kind: '*', reader: 'entra', seconds: 200 }] })
    const before = world.clock.now()
    const answer = await world.consent(ask, world.person('admin@contoso.com'))
    expect(answer).toMatchObject({ code: 'consent recorded' })
    expect(world.clock.now() - before).toBe(240_000)
  })

  test('a consent that is not known after a quarter of an hour is told as one', async () => {
    world.cloud.lagBy({ rules: [{ kind: '*', reader: 'entra', seconds: 3_600 }] })
    const person = world.person('admin@contoso.com')
    expect(await world.consent(ask, person)).toMatchObject({
      outcome: 'pending',
      code: 'consent not yet in effect',
    })
    expect((await ask('viewGrant')).data).toMatchObject({ tenantId: undefined })
    world.clock.advance(3_600_000)
    expect(await world.consent(ask, person)).toMatchObject({ code: 'consent recorded' })
  })
})
