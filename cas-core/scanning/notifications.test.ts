/** What comes to the endpoints, from Graph and from others. */
import { describe, expect, test } from 'vitest'
import { marksOf } from '../objects/marker.ts'
import { clientStateOf, mailboxIn } from './client-state.ts'
import { acceptNotification } from './notifications.ts'

const TENANT = 'c0ffee00-0001-4001-8001-000000000001'
const ADA = '0a0a0a0a-0001-4001-8001-000000000001'
const EMMY = '0a0a0a0a-0001-4001-8001-000000000002'
const marks = marksOf('key', TENANT)
const STATE = clientStateOf(marks, ADA)

const mail = {
  subscriptionId: 's1',
  tenantId: TENANT,
  clientState: STATE,
  changeType: 'created',
  resource: `Users/${ADA}@${TENANT}/Messages/AAk1`,
  resourceData: { '@odata.type': '#Microsoft.Graph.Message', id: 'AAk1' },
}
const work = { kind: 'message', subscription: 's1', mailbox: ADA, message: 'AAk1' }

const accept = (body: string, url = 'https://scanning.example/notify') =>
  acceptNotification({ marks, tenantId: TENANT }, { url, body })
const take = (...value: object[]) => accept(JSON.stringify({ value }))

describe('an endpoint', () => {
  test('repeats the decoded token of its validation as plain text', () => {
    const url = 'https://scanning.example/notify?a=1&validationToken=Validation%3A+a%20%3Cb%3E'
    expect(accept('', url)).toEqual({
      ...{ status: 200, contentType: 'text/plain', body: 'Validation: a <b>' },
      ...{ work: [], refused: [] },
    })
    expect(accept('', '/notify?validationToken=abc').body).toBe('abc')
    expect(accept('', `/notify?validationToken=${'x'.repeat(5_000)}`).status).toBe(400)
  })

  test('takes notifications of mail, and of the subscription', () => {
    expect(take(mail)).toMatchObject({ status: 202, body: '', work: [work], refused: [] })
    const { changeType: _, resource: __, resourceData: ___, ...told } = mail
    for (const event of ['reauthorizationRequired', 'subscriptionRemoved', 'missed'])
      expect(take({ ...told, lifecycleEvent: event }).work).toEqual([
        { kind: 'lifecycle', subscription: 's1', mailbox: ADA, event },
      ])
  })

  test('takes what names its tenant as an organization, with nulls where nothing applies', () => {
    const { tenantId: _, ...observed } = {
      ...mail,
      ...{ changeType: null, lifecycleEvent: 'missed', organizationId: TENANT, sequence: null },
      ...{ resource: '', resourceData: { '@odata.type': '#microsoft.graph.subscription', id: 's1' } },
    }
    const told = { kind: 'lifecycle', subscription: 's1', mailbox: ADA, event: 'missed' }
    expect(take(observed)).toMatchObject({ status: 202, work: [told], refused: [] })
    expect(take({ ...observed, resource: null, resourceData: null }).work).toEqual([told])
    expect(take({ ...observed, organizationId: EMMY })).toMatchObject({ status: 403, refused: ['tenant'] })
    expect(take({ ...mail, lifecycleEvent: null })).toMatchObject({ status: 202, work: [work] })
  })

  test('does nothing about what it has not asked for, and does not refuse it', () => {
    expect(take({ ...mail, changeType: 'updated' })).toMatchObject({ status: 202, work: [], refused: [] })
    expect(take({ ...mail, lifecycleEvent: 'somethingNew' })).toMatchObject({ status: 202, work: [] })
    expect(take()).toMatchObject({ status: 202, work: [] })
  })

  test.each<[string, object, string]>([
    ['no client state', { clientState: null }, 'client state'],
    ['a made-up client state', { clientState: `${ADA}.${'0'.repeat(32)}` }, 'client state'],
    ['the proof of another mailbox', { clientState: STATE.replace(ADA, EMMY) }, 'client state'],
    ['another vendor’s', { clientState: clientStateOf(marksOf('other', TENANT), ADA) }, 'client state'],
    ['another tenant’s', { clientState: clientStateOf(marksOf('key', EMMY), ADA) }, 'client state'],
    ['another tenant', { tenantId: EMMY }, 'tenant'],
    ['a message of another mailbox', { resource: `Users/${EMMY}@${TENANT}/Messages/AAk1` }, 'resource'],
    ['no message', { resourceData: null }, 'resource'],
    ['no tenant', { tenantId: undefined }, 'tenant'],
  ])('refuses a notification with %s', (_, forged, why) => {
    expect(take({ ...mail, ...forged })).toMatchObject({ status: 403, work: [], refused: [why] })
    // what is genuine in the same request is not lost
    expect(take({ ...mail, ...forged }, mail)).toMatchObject({ status: 202, work: [work], refused: [why] })
  })

  test('that finds one which cannot be read takes the others', () => {
    for (const unreadable of [{}, { ...mail, subscriptionId: 1 }, { ...mail, resource: [] }])
      expect(take(unreadable, mail)).toMatchObject({ status: 202, work: [work], refused: ['form'] })
  })

  test.each([
    '',
    'x',
    '[]',
    '{"value":{}}',
    '{"value":[1]}',
    '{"value":[{}]}',
    `{"value":"${'x'.repeat(5_000_000)}"}`,
  ])('refuses a body that Graph does not send: %.20s', (body) => {
    expect(accept(body)).toMatchObject({ status: 400, work: [], refused: [] })
    expect(accept(body).body).not.toBe('')
  })
})

test('a client state names its mailbox, fits Graph’s limit and holds nothing of the key', () => {
  expect(mailboxIn(marks, STATE)).toBe(ADA)
  expect(STATE.length).toBeLessThanOrEqual(128)
  expect(mailboxIn(marks, undefined)).toBeUndefined()
  expect(mailboxIn(marks, `${STATE}0`)).toBeUndefined()
})
