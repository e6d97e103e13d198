/** Subscriptions and the validation before them, with endpoints inside the test. */
import { describe, expect, test } from 'vitest'
import { seededIds } from '../../seeded-ids.ts'
import { Microsoft365 } from '../../services.ts'
import {
  type Endpoint,
  GRANTED,
  good,
  HOOK,
  LIFECYCLE,
  later,
  MINUTE,
  subscriptionWorld,
} from '../testing/subscriptions.ts'
import { APP, APP_ID, idFor } from '../testing/world.ts'
import type { Callout } from './notify.ts'

describe('an endpoint is asked first', () => {
  test('and the subscription stands when it repeats the token', async () => {
    const asked: Callout[] = []
    const { subscribe, ask } = subscriptionWorld((callout) => {
      asked.push(callout)
      return good(callout)
    })
    const made = await subscribe('users', { lifecycleNotificationUrl: LIFECYCLE })
    expect(made.status).toBe(201)
    expect(asked.map(({ url }) => url.replace(/validationToken=.*/, ''))).toEqual([
      `${HOOK}&`,
      `${LIFECYCLE}?`,
    ])
    expect(asked[0]).toMatchObject({ contentType: 'text/plain; charset=utf-8', body: '', timeoutMs: 10_000 })
    expect(made.json).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity',
      id: expect.any(String),
      resource: 'users',
      applicationId: APP_ID,
      changeType: 'updated,deleted',
      clientState: 'secret',
      notificationUrl: HOOK,
      notificationQueryOptions: null,
      lifecycleNotificationUrl: LIFECYCLE,
      expirationDateTime: later(120),
      creatorId: APP,
      includeResourceData: null,
      latestSupportedTlsVersion: 'v1_2',
      encryptionCertificate: null,
      encryptionCertificateId: null,
      notificationUrlAppId: null,
    })
    expect((await ask(`GET /subscriptions/${made.json.id}`)).json).toEqual(made.json)
  })

  const plain = { status: 200, contentType: 'text/plain', body: 'no' }
  test.each<[string, Endpoint, string]>([
    [
      'nobody answers',
      () => undefined,
      'Notification endpoint must respond with 200 OK to validation request.',
    ],
    ['nothing is there', () => ({ ...plain, status: 404 }), "HTTP 'NotFound'."],
    [
      'it accepts without a word',
      () => ({ ...plain, status: 202 }),
      'Notification endpoint must respond with 200 OK to validation request.',
    ],
    [
      'it says something else',
      () => plain,
      'Response must match the validationToken query parameter and be of type text/plain.',
    ],
    [
      'it repeats the token as HTML',
      (callout) => ({ ...plain, ...good(callout), contentType: 'text/html' }),
      'Response must match the validationToken query parameter and be of type text/plain.',
    ],
  ])('and nothing is made where %s', async (_, endpoint, why) => {
    const { subscribe, tenant } = subscriptionWorld(endpoint)
    expect((await subscribe('users')).error).toBe(
      `400 InvalidRequest: Subscription validation request failed. ${why}`,
    )
    expect(tenant.position).toBe(0)
  })

  test('and nobody is called for a request that would be refused anyway, nor where there is no way out', async () => {
    let calls = 0
    const { subscribe, tokenOf, tenant, clock } = subscriptionWorld((callout) => {
      calls++
      return good(callout)
    })
    await subscribe('users', {}, tokenOf(['Mail.Read']))
    await subscribe('nowhere')
    await subscribe('users', {}, 'no token')
    expect(calls).toBe(0)
    const alone = new Microsoft365({ clock, ids: seededIds('x'), tenants: [tenant] })
    const { ask } = subscriptionWorld(good, { notify: async () => undefined })
    expect(alone.deliverNotifications()).toBeInstanceOf(Promise)
    const body = {
      resource: 'users',
      changeType: 'updated',
      notificationUrl: HOOK,
      expirationDateTime: later(60),
    }
    expect((await ask('POST /subscriptions', body)).status).toBe(400)
  })
})

describe('a subscription', () => {
  test.each<[string, object, string]>([
    [
      'users',
      { expirationDateTime: later(41_761) },
      '400 ExtensionError: Subscription expiration can only be 41760 minutes in the future.',
    ],
    [
      'me/messages',
      {},
      '400 ExtensionError: Operation: Create; Exception: [Status Code: BadRequest; Reason: /me request is only valid with delegated authentication flow.]',
    ],
    [
      `users/${idFor('u', 1)}/messages`,
      { expirationDateTime: later(10_071) },
      '400 ExtensionError: Subscription expiration can only be 10070 minutes in the future.',
    ],
    [
      'users/nobody@contoso.com/messages',
      {},
      "404 ExtensionError: Operation: Create; Exception: [Status Code: NotFound; Reason: The requested user 'nobody@contoso.com' is invalid.]",
    ],
    [
      `groups/${idFor('u', 1)}`,
      {},
      '404 ExtensionError: Operation: Create; Exception: [Status Code: NotFound; Reason: Resource not found.]',
    ],
    [
      'users',
      { expirationDateTime: later(-1) },
      '400 InvalidRequest: expirationDateTime must be in the future.',
    ],
    [
      'users',
      { changeType: 'updated,renamed' },
      "400 InvalidRequest: The changeType 'updated,renamed' is not supported for this resource.",
    ],
    [
      'users',
      { clientState: 'x'.repeat(129) },
      '400 InvalidRequest: The clientState must not be longer than 128 characters.',
    ],
    [
      'users',
      { notificationUrl: 'http://hook.example/' },
      "400 InvalidRequest: NotificationUrl scheme='http' is not supported.",
    ],
    [
      'users',
      { notificationUrl: 'http://127.0.0.1:8000/' },
      "400 InvalidRequest: NotificationUrl scheme='http' is not supported.",
    ],
    [
      'users',
      { notificationUrl: 'https://user@hook.example/' },
      '400 InvalidRequest: The notification endpoint must be a valid https URL.',
    ],
    [
      'users',
      { notificationUrl: null },
      "400 InvalidRequest: A value is required for property 'notificationUrl'.",
    ],
    [
      'users',
      { includeResourceData: true },
      '501 NotImplemented: This operation target is not yet supported.',
    ],
    [
      'users',
      { nothing: 1 },
      "400 InvalidRequest: The property 'nothing' does not exist on type 'microsoft.graph.subscription'.",
    ],
    ['teams', {}, "400 InvalidRequest: The resource 'teams' is not supported for subscriptions."],
  ])('to %s with %j is refused', async (resource, more, error) => {
    const { subscribe, tenant } = subscriptionWorld()
    expect((await subscribe(resource, more)).error).toBe(error)
    expect(tenant.position).toBe(0)
  })

  test('asks for the permission to read what it watches', async () => {
    const { subscribe, tokenOf } = subscriptionWorld()
    const mail = `users/${idFor('u', 1)}/messages`
    const refused =
      '403 ExtensionError: Operation: Create; Exception: [Status Code: Forbidden; Reason: Forbidden]'
    expect((await subscribe('groups', {}, tokenOf(['User.Read.All']))).error).toBe(refused)
    expect((await subscribe(mail, {}, tokenOf(['User.Read.All']))).error).toBe(refused)
    expect((await subscribe(mail, {}, tokenOf(['Mail.ReadBasic.All']))).status).toBe(201)
  })

  test('lives 45 minutes at least, is renewed, and ends by itself', async () => {
    const { subscribe, ask, clock } = subscriptionWorld()
    const { json } = await subscribe('users', { expirationDateTime: later(1) })
    expect(json.expirationDateTime).toBe(later(45))
    const path = `/subscriptions/${json.id}`
    const renewed = await ask(`PATCH ${path}`, { expirationDateTime: later(90) })
    expect([renewed.status, renewed.json.expirationDateTime]).toEqual([200, later(90)])
    expect((await ask(`PATCH ${path}`, { expirationDateTime: later(50_000) })).status).toBe(400)
    expect((await ask(`PATCH ${path}`, { resource: 'groups' })).error).toContain('400 InvalidRequest')
    expect((await ask(`POST ${path}/reauthorize`)).status).toBe(204)
    expect((await ask('GET /subscriptions')).json.value).toHaveLength(1)
    clock.advance(90 * MINUTE)
    expect((await ask(`GET ${path}`)).error).toBe('404 ResourceNotFound: The object was not found.')
    expect((await ask('GET /subscriptions')).json.value).toEqual([])
  })

  test('is renewed and taken up again only while its endpoint answers', async () => {
    const { subscribe, ask, state } = subscriptionWorld()
    const path = `/subscriptions/${(await subscribe('users')).json.id}`
    state.endpoint = () => undefined
    for (const [line, body] of [
      [`PATCH ${path}`, { expirationDateTime: later(150) }],
      [`POST ${path}/reauthorize`, undefined],
    ] as const)
      expect((await ask(line, body)).error).toContain('400 ')
    expect((await ask(`GET ${path}`)).json.expirationDateTime).toBe(later(120))
  })

  test('moves to another endpoint only when that one agrees', async () => {
    const { subscribe, ask, state } = subscriptionWorld()
    const { json } = await subscribe('users')
    const move = () => ask(`PATCH /subscriptions/${json.id}`, { notificationUrl: 'https://other.example/' })
    state.endpoint = () => undefined
    expect((await move()).status).toBe(400)
    state.endpoint = good
    expect((await move()).json.notificationUrl).toBe('https://other.example/')
  })

  test('belongs to the application that made it', async () => {
    const { subscribe, ask, tokenOf } = subscriptionWorld()
    const { json } = await subscribe('users')
    const other = tokenOf(GRANTED, { appid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', oid: idFor('s', 2) })
    for (const method of ['GET', 'DELETE'])
      expect((await ask(`${method} /subscriptions/${json.id}`, undefined, other)).status).toBe(404)
    expect((await ask('GET /subscriptions', undefined, other)).json.value).toEqual([])
    expect((await ask(`DELETE /subscriptions/${json.id}`)).status).toBe(204)
    expect((await ask(`GET /subscriptions/${json.id}`)).status).toBe(404)
  })

  test('is one of its application to the same changes of a resource', async () => {
    const { subscribe, tokenOf, clock } = subscriptionWorld()
    const { json } = await subscribe('users')
    expect((await subscribe('users', { notificationUrl: 'https://other.example/' })).error).toBe(
      `409 Conflict: Subscription Id ${json.id} already exists for the requested combination`,
    )
    expect((await subscribe('users', { changeType: 'deleted' })).status).toBe(201)
    const other = tokenOf(GRANTED, { appid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', oid: idFor('s', 2) })
    expect((await subscribe('users', {}, other)).status).toBe(201)
    clock.advance(3 * 60 * MINUTE)
    expect((await subscribe('users', { expirationDateTime: later(300) })).status).toBe(201)
  })

  test('to the directory can be had a hundred times by one application', async () => {
    const { subscribe, ask, tenant, clock } = subscriptionWorld()
    const { json } = await subscribe('users')
    const [made] = tenant.list('subscriptions')
    const write = {
      ...{ at: clock.now(), call: 'test', requestId: 'test' },
      actor: { type: 'system', id: 'test', displayName: 'test' },
    } as const
    for (let i = 1; i < 100; i++)
      tenant.commit(write, 'subscriptions', `${i}`, { ...made, id: `${i}`, changeType: 'updated' })
    expect((await ask('GET /subscriptions')).json.value).toHaveLength(100)
    expect(json.id).toBe(made?.id)
    expect((await subscribe('groups')).error).toContain('403 ExtensionError')
    expect((await subscribe(`users/${idFor('u', 1)}/messages`)).status).toBe(201)
  })
})
