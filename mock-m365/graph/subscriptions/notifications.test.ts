/** Notifications, and their repetition until they are acknowledged. */
import { describe, expect, test } from 'vitest'
import { deliver } from '../mail/messages/deliver.ts'
import { good, HOOK, LIFECYCLE, later, MINUTE, subscriptionWorld } from '../testing/subscriptions.ts'
import { APP, idFor, NOW, SECURITY, TENANT_ID, UNIFIED } from '../testing/world.ts'

describe('subscribers are told', () => {
  const USER = idFor('u', 3)

  test('of users: updated for new, changed and removed ones, deleted when they are gone for good', async () => {
    const { subscribe, ask, told } = subscriptionWorld()
    const { json } = await subscribe('users')
    await ask(`PATCH /users/${USER}`, { jobTitle: 'x' })
    expect(await told()).toEqual([
      {
        subscriptionId: json.id,
        subscriptionExpirationDateTime: json.expirationDateTime,
        changeType: 'updated',
        resource: `Users/${USER}`,
        resourceData: {
          '@odata.type': '#Microsoft.Graph.User',
          '@odata.id': `Users/${USER}`,
          id: USER,
          organizationId: TENANT_ID,
        },
        clientState: 'secret',
        tenantId: TENANT_ID,
      },
    ])
    const types = async () => (await told()).map(({ changeType }) => changeType)
    await ask(`DELETE /users/${USER}`)
    expect(await types()).toEqual(['updated'])
    await ask(`POST /directory/deletedItems/${USER}/restore`)
    expect(await types()).toEqual(['updated'])
    await ask(`DELETE /users/${USER}`)
    await ask(`DELETE /directory/deletedItems/${USER}`)
    expect(await types()).toEqual(['updated', 'deleted'])
    expect(await types()).toEqual([])
  })

  test('of groups and their members, all or one', async () => {
    const { subscribe, ask, told } = subscriptionWorld()
    await subscribe('groups')
    await subscribe(`groups/${UNIFIED}`, { clientState: 'one' })
    await subscribe(`groups/${SECURITY}/members`, { clientState: 'members' })
    await ask(`PATCH /groups/${SECURITY}`, { description: 'x' })
    expect((await told()).map(({ clientState }) => clientState)).toEqual(['secret'])
    await ask(`DELETE /groups/${SECURITY}/members/${idFor('u', 1)}/$ref`)
    const removed = { id: idFor('u', 1), '@removed': 'deleted' }
    expect((await told()).map(({ clientState, resourceData }) => [clientState, resourceData])).toEqual(
      ['secret', 'members'].map((state) => [state, expect.objectContaining({ 'members@delta': [removed] })]),
    )
    await ask(`DELETE /groups/${UNIFIED}`)
    expect((await told()).map(({ changeType, clientState }) => [changeType, clientState])).toEqual([
      ['updated', 'secret'],
      ['updated', 'one'],
    ])
    await ask(`DELETE /groups/${SECURITY}`)
    expect((await told()).map(({ changeType }) => changeType)).toContain('deleted')
  })

  test('of messages that come, change, move and go, under the kind of id they asked for', async () => {
    const { subscribe, ask, told, cloud, tenant } = subscriptionWorld()
    const owner = idFor('u', 1)
    const everything = { changeType: 'created,updated,deleted' }
    await subscribe(`users/${owner}/mailFolders('inbox')/messages`, { ...everything, clientState: 'inbox' })
    const body = { resource: `/users/${owner}/messages`, ...everything, clientState: 'all' }
    const hook = { notificationUrl: HOOK, expirationDateTime: later(600) }
    const prefer = { prefer: 'IdType="ImmutableId"' }
    const immutable = await ask('POST /subscriptions', { ...body, ...hook }, undefined, prefer)
    expect(immutable.status).toBe(201)
    const mail = { from: 'a@example.com', subject: 's', body: 'b' }
    const message = deliver(cloud, tenant, 'user1@contoso.com', mail)
    const [first, second] = await told()
    expect(first).toMatchObject({
      changeType: 'created',
      clientState: 'inbox',
      resource: `Users/${owner}@${TENANT_ID}/Messages/${message?.id}`,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Message',
        '@odata.etag': `W/"${message?.changeKey}"`,
        id: message?.id,
      },
    })
    expect(second?.clientState).toBe('all')
    const summary = async () =>
      (await told()).map(({ changeType, clientState }) => `${clientState} ${changeType}`)
    const path = `/users/${owner}/messages`
    await ask(`PATCH ${path}/${message?.id}`, { isRead: true })
    expect(await summary()).toEqual(['inbox updated', 'all updated'])
    const moved = await ask(`POST ${path}/${message?.id}/move`, { destinationId: 'archive' })
    expect(await summary()).toEqual(['inbox deleted', 'all updated'])
    await ask(`POST ${path}/${moved.json.id}/permanentDelete`)
    expect(await summary()).toEqual(['all deleted'])
    deliver(cloud, tenant, 'user2@contoso.com', mail)
    expect(await summary()).toEqual([])
  })

  test('of both ids of a message that moves within the mailbox they watch', async () => {
    const { subscribe, ask, told, cloud, tenant } = subscriptionWorld()
    const path = `users/${idFor('u', 1)}/messages`
    const message = deliver(cloud, tenant, 'user1@contoso.com', {
      from: 'a@b.example',
      subject: 's',
      body: 'b',
    })
    await subscribe(path, { changeType: 'created,updated,deleted' })
    const moved = await ask(`POST /${path}/${message?.id}/move`, { destinationId: 'archive' })
    const told_ = (await told()).map(({ changeType, resourceData }) => [changeType, resourceData])
    expect(told_).toEqual([
      ['deleted', expect.objectContaining({ id: message?.id })],
      ['created', expect.objectContaining({ id: moved.json.id })],
    ])
  })

  test('once, however many rounds are asked for at a time', async () => {
    const { subscribe, ask, cloud, posts } = subscriptionWorld()
    await subscribe('users')
    await ask(`PATCH /users/${USER}`, { jobTitle: 'x' })
    await Promise.all([cloud.deliverNotifications(), cloud.deliverNotifications()])
    expect(posts).toHaveLength(1)
  })

  test('nothing from before they subscribed, after they left, or that is not due', async () => {
    const { subscribe, ask, told, clock } = subscriptionWorld(good, { notificationLatencyMs: 3 * MINUTE })
    await ask(`PATCH /users/${USER}`, { jobTitle: 'before' })
    const { json } = await subscribe('users')
    clock.advance(5 * MINUTE)
    expect(await told()).toEqual([])
    await ask(`PATCH /users/${USER}`, { jobTitle: 'during' })
    await ask(`DELETE /subscriptions/${json.id}`)
    await ask(`PATCH /users/${USER}`, { jobTitle: 'after' })
    expect(await told()).toEqual([])
    clock.advance(3 * MINUTE)
    expect(await told()).toHaveLength(1)
  })

  test('again while they do not acknowledge, for four hours, and then that they missed something', async () => {
    const { subscribe, told, clock, cloud, tenant, state, posts } = subscriptionWorld()
    const owner = idFor('u', 1)
    const more = {
      changeType: 'created',
      lifecycleNotificationUrl: LIFECYCLE,
      expirationDateTime: later(10_000),
    }
    const { json } = await subscribe(`users/${owner}/messages`, more)
    deliver(cloud, tenant, 'user1@contoso.com', { from: 'a@example.com', subject: 's', body: 'b' })
    state.endpoint = ({ url }) => ({
      status: url.includes('lifecycle') ? 202 : 500,
      contentType: '',
      body: '',
    })
    expect(await cloud.deliverNotifications()).toEqual({ acknowledged: 0, failed: 1, waiting: 1 })
    expect(await cloud.deliverNotifications()).toEqual({ acknowledged: 0, failed: 0, waiting: 1 })
    let tries = 1
    for (let minute = 1; minute <= 300; minute++) {
      clock.advance(MINUTE)
      tries += (await cloud.deliverNotifications()).failed
    }
    expect(tries).toBeGreaterThan(5)
    expect(posts.at(-1)).toEqual({
      url: LIFECYCLE,
      items: [
        {
          subscriptionId: json.id,
          subscriptionExpirationDateTime: json.expirationDateTime,
          tenantId: TENANT_ID,
          clientState: 'secret',
          lifecycleEvent: 'missed',
        },
      ],
    })
    posts.length = 0
    expect(await told()).toEqual([])
  })

  test('once that the end is near, and again for another end', async () => {
    const { subscribe, ask, told, clock } = subscriptionWorld()
    const { json } = await subscribe('users', { lifecycleNotificationUrl: LIFECYCLE })
    expect(await told()).toEqual([])
    clock.advance(61 * MINUTE)
    expect((await told()).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['reauthorizationRequired'])
    expect(await told()).toEqual([])
    await ask(`PATCH /subscriptions/${json.id}`, { expirationDateTime: later(200) })
    expect(await told()).toEqual([])
    clock.advance(80 * MINUTE)
    expect(await told()).toHaveLength(1)
  })

  test('that a permission was withdrawn, and nothing more until they are authorized again', async () => {
    const { subscribe, ask, told, cloud, tenant } = subscriptionWorld()
    const more = { changeType: 'created', lifecycleNotificationUrl: LIFECYCLE }
    const { json } = await subscribe(`users/${idFor('u', 1)}/messages`, more)
    const arrive = () =>
      deliver(cloud, tenant, 'user1@contoso.com', { from: 'a@example.com', subject: 's', body: 'b' })
    const write = {
      at: NOW,
      actor: { type: 'system', id: '', displayName: '' },
      call: 'test',
      requestId: '',
    } as const
    tenant.commit(write, 'appRoleAssignments', 'mail', undefined)
    expect((await told()).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['reauthorizationRequired'])
    arrive()
    expect(await told()).toEqual([])
    expect((await ask(`POST /subscriptions/${json.id}/reauthorize`)).status).toBe(204)
    arrive()
    expect(await told()).toHaveLength(1)
    tenant.commit(write, 'servicePrincipals', APP, undefined)
    expect((await told()).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['subscriptionRemoved'])
    expect(tenant.list('subscriptions')).toEqual([])
  })
})
