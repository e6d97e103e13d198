/** A removal where the tenant cannot be asked: nobody is shut out of the end of an account. */
import { expect, test } from 'vitest'
import { memoryStore, Product, perform } from '#cas-core'
import { administrator, assignExchangeRole, givePermission } from './harness/administrator.ts'
import { embeddedOrigin, inlineAppId, worldOf } from './harness/world.ts'

const API = { service: 'Exchange Online' }
const INLINE = { service: 'Exchange Online (Inline Mode)' }
const ADMINISTRATOR = { name: 'owner@customer.example', role: 'Global administrator' } as const
const VENDOR = { name: 'back office', role: 'vendor' } as const

/** What Microsoft Entra ID says of a tenant that was deleted. */
const GONE = {
  error: 'invalid_tenant',
  error_description: 'AADSTS90002: Tenant not found.',
  error_codes: [90_002],
}

async function granted(at: { readonly service: string }) {
  const origin = embeddedOrigin('plain')
  const world = worldOf(
    {
      ...{ v: 1, name: 'removal', seed: 'removal', world: 'plain', site: 'EU' },
      ...{ directions: 'both', policies: 'none', steps: [] },
    },
    origin,
  )
  const { clock } = world
  const answers: { current: ((url: string) => Response | undefined) | undefined } = { current: undefined }
  let ids = 0
  const product = new Product(
    {
      ...{ clock, store: memoryStore() },
      fetch: async (input, init) => answers.current?.(String(input)) ?? world.fetch(input, init),
      ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
      log: { info: () => undefined, warn: () => undefined },
    },
    {
      profile: 'cecp',
      vendorKey: 'vendor key',
      applications: Object.fromEntries(origin.facts.applications.map((one) => [one.purpose, one])),
    },
  )
  const ask = (operation: string, input: object = at) =>
    perform(product, 'customer', ADMINISTRATOR, operation, input)
  const person = administrator(world.fetch, origin.facts, 'admin')
  await perform(product, 'customer', VENDOR, 'setLicence', { site: 'EU' })
  const take = (callback: string) => ask('acceptConsent', { callback })
  const consent = async () => {
    const { url } = (await ask('consentUrl')).data as { url: string }
    return givePermission(person, url, take)
  }
  const grant = async () => {
    await ask('beginGrant', at === API ? { ...API, targets: 'all' } : at)
    const first = await consent()
    if (at === API) return first
    await assignExchangeRole(person, inlineAppId(world))
    return consent()
  }
  expect(await grant()).toMatchObject({ outcome: 'done' })
  const { username, password } = person
  return {
    ...{ ask, answers, clock, take, person, grant },
    byAdministrator: { ...at, administrator: { username, password } },
  }
}

test('a tenant that is gone has nobody to ask: the removal fails, and can be ended by force', async () => {
  const { ask, answers, clock, byAdministrator } = await granted(INLINE)
  expect(await ask('removeServiceAccount', { ...INLINE, force: true })).toMatchObject({
    code: 'force not offered',
  })
  answers.current = (url) =>
    url.startsWith('https://login.microsoftonline.com/') ? Response.json(GONE, { status: 400 }) : undefined
  clock.advance(7_200_000)
  expect(await ask('removeServiceAccount', byAdministrator)).toMatchObject({ outcome: 'failed' })
  expect(await ask('viewRemoval')).toMatchObject({ data: { isForceOffered: true } })
  expect(await ask('removeServiceAccount', { ...INLINE, force: true })).toMatchObject({
    code: 'removed by force',
  })
  expect(await ask('listServiceAccounts', {})).toMatchObject({ data: { organizations: [{ accounts: [] }] } })
})

test('while Microsoft Entra ID fails, nobody is proven and nothing is removed', async () => {
  const { ask, answers, byAdministrator } = await granted(INLINE)
  answers.current = (url) =>
    url.includes('/oauth2/v2.0/token') ? new Response('no', { status: 503 }) : undefined
  expect(await ask('removeServiceAccount', byAdministrator)).toMatchObject({
    outcome: 'refused',
    code: 'administrator not signed in',
  })
  answers.current = undefined
  expect(await ask('viewRemoval')).toMatchObject({ code: 'not being removed' })
  expect(await ask('removeServiceAccount', byAdministrator)).toMatchObject({ code: 'revoked' })
})

test('an answer to a removal is not one to a later life of the account', async () => {
  const { ask, take, person, grant, byAdministrator } = await granted(API)
  const { url } = (await ask('removeServiceAccount')).data as { url: string }
  const signed = await person.signIn(url)
  const callback = 'callback' in signed ? signed.callback : ''
  expect(await ask('removeServiceAccount', byAdministrator)).toMatchObject({ code: 'revoked' })
  expect(await ask('cleanUp', byAdministrator)).toMatchObject({ code: 'cleaned up' })
  expect(await grant()).toMatchObject({ code: 'service protected' })
  expect(await take(callback)).toMatchObject({ outcome: 'refused', code: 'answer to another request' })
  expect(await ask('viewServiceStatus', {})).toMatchObject({
    data: { services: [{ service: 'Exchange Online', status: 'No policy enabled' }, {}, {}, {}, {}] },
  })
})
