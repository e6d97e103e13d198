/** Directory extensions: defined by an application, then written, selected, filtered and used in rules. */
import { describe, expect, test } from 'vitest'
import {
  ADMIN,
  APP_ID,
  errorOf,
  idFor,
  listOf,
  messageOf,
  TENANT_ID,
  UNIFIED,
  world,
} from '../testing/world.ts'

const ALL = ['Application.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.Read.All']
const OWN_APPLICATION = '50000000-0000-4000-8000-000000000002'
const JOB = { name: 'jobGroup', dataType: 'String', targetObjects: ['User'] }
const NAME = 'extension_bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb_jobGroup'

function extended(more: object = {}) {
  const { send, ...rest } = world()
  const ask = (line: string, body?: unknown) => send(line, ALL, body === undefined ? {} : { body })
  const define = (change: object = {}) =>
    ask(`POST /applications/${OWN_APPLICATION}/extensionProperties`, { ...JOB, ...more, ...change })
  return { ask, define, ...rest }
}

describe('a directory extension', () => {
  test('is defined by an application, listed, read and deleted', () => {
    const { ask, define } = extended()
    const { status, json } = define()
    expect([status, json]).toMatchObject([201, { name: NAME, dataType: 'String', targetObjects: ['User'] }])
    const path = `/applications/${OWN_APPLICATION}/extensionProperties`
    expect(listOf(ask(`GET ${path}`)).map(({ id }) => id)).toEqual([json.id])
    expect(ask(`GET ${path}/${json.id}`).json).toMatchObject({ id: json.id, isMultiValued: false })
    const available = ask('POST /directoryObjects/getAvailableExtensionProperties', {})
    expect(listOf(available)).toMatchObject([
      { '@odata.type': '#microsoft.graph.extensionProperty', name: NAME },
    ])
    expect(ask(`DELETE ${path}/${json.id}`).status).toBe(204)
    expect(errorOf(ask(`GET ${path}/${json.id}`))).toBe('404 Request_ResourceNotFound')
  })

  test('is a property of its target from then on, and of nothing else', () => {
    const { ask, define } = extended()
    expect(messageOf(ask(`PATCH /users/${ADMIN}`, { [NAME]: 'x' }))).toBe(`Invalid property '${NAME}'.`)
    define()
    expect(ask(`PATCH /users/${ADMIN}`, { [NAME.toUpperCase()]: 'Sales' }).status).toBe(204)
    expect(ask(`GET /users/${ADMIN}`).json[NAME]).toBeUndefined()
    expect(ask(`GET /users/${ADMIN}?$select=id,${NAME}`).json[NAME]).toBe('Sales')
    expect(listOf(ask(`GET /users?$filter=${NAME} eq 'sales'&$select=id,${NAME}`))).toEqual([
      { id: ADMIN, [NAME]: 'Sales' },
    ])
    expect(errorOf(ask(`PATCH /groups/${UNIFIED}`, { [NAME]: 'x' }))).toBe('400 Request_BadRequest')
    expect(errorOf(ask(`PATCH /users/${ADMIN}`, { [NAME]: 5 }))).toBe('400 Request_BadRequest')
    expect(errorOf(ask(`PATCH /users/${ADMIN}`, { [NAME]: 'x'.repeat(257) }))).toBe('400 Request_BadRequest')
  })

  test.each([
    ['Boolean', true, 'yes'],
    ['Integer', 5, 5.5],
    ['LargeInteger', 2 ** 40, '1'],
    ['DateTime', '2026-01-15T09:30:00Z', 'soon'],
    ['Binary', 'AAEC', 5],
  ])('of type %s takes %j and not %j', (dataType, good, bad) => {
    const { ask, define } = extended({ dataType, targetObjects: ['Group'] })
    define()
    expect(ask(`PATCH /groups/${UNIFIED}`, { [NAME]: good }).status).toBe(204)
    expect(ask(`GET /groups/${UNIFIED}?$select=${NAME}`).json[NAME]).toBe(good)
    expect(errorOf(ask(`PATCH /groups/${UNIFIED}`, { [NAME]: bad }))).toBe('400 Request_BadRequest')
  })

  test('may have many values', () => {
    const { ask, define } = extended({ isMultiValued: true })
    define()
    expect(ask(`PATCH /users/${ADMIN}`, { [NAME]: ['a', 'b'] }).status).toBe(204)
    expect(listOf(ask(`GET /users?$filter=${NAME}/any(x:x eq 'b')&$select=id`))).toEqual([{ id: ADMIN }])
  })

  test('goes with its definition and with its application', () => {
    const { ask, define } = extended()
    define()
    ask(`PATCH /users/${ADMIN}`, { [NAME]: 'Sales' })
    define({ name: 'second' })
    expect(ask(`PATCH /users/${ADMIN}`, { [NAME.replace('jobGroup', 'second')]: 'x' }).status).toBe(204)
    ask(`DELETE /applications/${OWN_APPLICATION}`)
    expect(errorOf(ask(`GET /users/${ADMIN}?$select=${NAME}`))).toBe('400 BadRequest')
    ask(`POST /directory/deletedItems/${OWN_APPLICATION}/restore`)
    expect(ask(`GET /users/${ADMIN}?$select=${NAME}`).json[NAME]).toBe('Sales')
  })

  test('of an application of elsewhere is seen where it has a service principal', () => {
    const { ask, cloud } = extended()
    const home = [...cloud.tenants.values()].find(({ id }) => id !== TENANT_ID)
    const [application] = home?.find('applications', 'appId', APP_ID) ?? []
    const write = {
      at: 0,
      actor: { type: 'system', id: '', displayName: '' },
      call: '',
      requestId: '',
    } as const
    const foreign = {
      id: 'x',
      name: `extension_${'a'.repeat(32)}_tag`,
      dataType: 'String',
      targetObjects: ['User'],
    }
    home?.commit(write, 'extensionProperties', 'x', {
      ...foreign,
      appId: APP_ID,
      applicationId: application?.id,
    })
    expect(ask(`PATCH /users/${ADMIN}`, { [foreign.name]: 'x' }).status).toBe(204)
  })

  test('selects members of dynamic groups, once it exists', () => {
    const { ask, define } = extended()
    const group = {
      displayName: 'D',
      mailNickname: 'd',
      mailEnabled: false,
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: `user.${NAME.toLowerCase()} -eq "Sales"`,
      membershipRuleProcessingState: 'On',
    }
    expect(messageOf(ask('POST /groups', group))).toMatch(/Wrong property applied/)
    define()
    ask(`PATCH /users/${idFor('u', 7)}`, { [NAME]: 'sales' })
    const { id } = ask('POST /groups', group).json
    expect(listOf(ask(`GET /groups/${id}/members`)).map((one) => one.id)).toEqual([idFor('u', 7)])
  })

  test.each([
    ['without a type', { dataType: undefined }],
    ['of a type of its own', { dataType: 'Float' }],
    ['without targets', { targetObjects: [] }],
    ['of a target of its own', { targetObjects: ['Mailbox'] }],
    ['of a name that is none', { name: 'a b' }],
  ])('%s is refused', (_, change) => {
    const { define, tenant } = extended()
    expect(errorOf(define(change))).toBe('400 Request_BadRequest')
    expect(tenant.position).toBe(0)
  })

  test('of on-premises make is fifteen attributes, changed one by one', () => {
    const { ask } = extended()
    const path = `/users/${ADMIN}`
    const set = (attributes: object) => ask(`PATCH ${path}`, { onPremisesExtensionAttributes: attributes })
    expect(set({ extensionAttribute1: 'a', ExtensionAttribute15: 'o' }).status).toBe(204)
    expect(set({ extensionAttribute1: null, extensionAttribute2: 'b' }).status).toBe(204)
    const shown = ask(`GET ${path}?$select=onPremisesExtensionAttributes`).json.onPremisesExtensionAttributes
    expect(Object.keys(Object(shown))).toHaveLength(15)
    expect(shown).toMatchObject({
      extensionAttribute1: null,
      extensionAttribute2: 'b',
      extensionAttribute15: 'o',
    })
    expect(errorOf(set({ extensionAttribute16: 'x' }))).toBe('400 Request_BadRequest')
    expect(errorOf(set({ extensionAttribute1: 5 }))).toBe('400 Request_BadRequest')
    expect(errorOf(set({ extensionAttribute1: 'x'.repeat(1025) }))).toBe('400 Request_BadRequest')
  })

  test('is defined once, and not by everybody', () => {
    const { define, send } = { ...extended(), send: world().send }
    define()
    expect(messageOf(define())).toMatch(/same value for property name/)
    const path = `POST /applications/${OWN_APPLICATION}/extensionProperties`
    expect(errorOf(send(path, ['Application.Read.All'], { body: JOB }))).toBe(
      '403 Authorization_RequestDenied',
    )
  })
})
