/** Dynamic groups through Graph: made, filled as people change, refused, and turned into static ones and back. */
import { describe, expect, test } from 'vitest'
import { ADMIN, errorOf, idFor, listOf, messageOf, UNIFIED, world } from '../testing/world.ts'

const ALL = [
  'Group.ReadWrite.All',
  'User.ReadWrite.All',
  'Directory.ReadWrite.All',
  'AuditLog.Read.All',
  'RoleManagement.ReadWrite.Directory',
]
const DYNAMIC = {
  displayName: 'Sales people',
  mailNickname: 'sales-people',
  mailEnabled: false,
  securityEnabled: true,
  groupTypes: ['DynamicMembership'],
  membershipRule: 'user.department -eq "Selling"',
  membershipRuleProcessingState: 'On',
}
const refTo = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` })

function dynamic(change: object = {}, extra: Parameters<typeof world>[0] = {}) {
  const made = world(extra)
  const send = (line: string, body?: unknown) => made.send(line, ALL, body === undefined ? {} : { body })
  const post = (more: object = {}) => send('POST /groups', { ...DYNAMIC, ...change, ...more })
  const membersOf = (id: unknown) =>
    listOf(send(`GET /groups/${id}/members`))
      .map((one) => String(one.id))
      .sort()
  return { ...made, send, post, membersOf }
}

describe('a dynamic group', () => {
  test('holds those whom its rule selects, from the write on that makes it so', () => {
    const { send, post, membersOf, tenant } = dynamic()
    send(`PATCH /users/${idFor('u', 3)}`, { department: 'selling' })
    const { status, json } = post()
    expect([status, json.membershipRuleProcessingState, json.groupTypes]).toEqual([
      201,
      'On',
      ['DynamicMembership'],
    ])
    expect(membersOf(json.id)).toEqual([idFor('u', 3)])
    send(`PATCH /users/${idFor('u', 4)}`, { department: 'Selling' })
    expect(membersOf(json.id)).toEqual([idFor('u', 3), idFor('u', 4)])
    send(`PATCH /users/${idFor('u', 3)}`, { department: null })
    expect(membersOf(json.id)).toEqual([idFor('u', 4)])
    expect(tenant.changesSince().at(-1)).toMatchObject({
      kind: 'groups/members',
      key: `${json.id}/${idFor('u', 3)}`,
      after: undefined,
      cascade: true,
      actor: { type: 'system', displayName: 'Microsoft Approval Management' },
    })
  })

  test('is seen by every question about membership, and by the audit log', () => {
    const { send, post } = dynamic()
    const { json } = post({ membershipRule: `user.objectId -eq "${ADMIN}"` })
    expect(send(`POST /users/${ADMIN}/checkMemberGroups`, { groupIds: [json.id] }).json.value).toEqual([
      json.id,
    ])
    const ids = (path: string) => listOf(send(`GET ${path}`)).map(({ id }) => id)
    expect(ids(`/users/${ADMIN}/memberOf`)).toContain(json.id)
    expect(ids(`/users/${ADMIN}/transitiveMemberOf`)).toContain(json.id)
    expect(ids(`/groups/${json.id}/transitiveMembers`)).toEqual([ADMIN])
    expect(listOf(send('GET /auditLogs/directoryAudits'))[0]).toMatchObject({
      activityDisplayName: 'Add member to group',
      initiatedBy: { app: { displayName: 'Microsoft Approval Management' } },
    })
  })

  test('takes no member by hand, and owners as before', () => {
    const { send, post } = dynamic()
    const { json } = post({ membershipRule: `user.objectId -eq "${ADMIN}"` })
    const path = `/groups/${json.id}`
    const denied = '403 Authorization_RequestDenied'
    expect(errorOf(send(`POST ${path}/members/$ref`, refTo(idFor('u', 1))))).toBe(denied)
    expect(errorOf(send(`DELETE ${path}/members/${ADMIN}/$ref`))).toBe(denied)
    expect(errorOf(send(`PATCH ${path}`, { 'members@odata.bind': [`x/${idFor('u', 1)}`] }))).toBe(denied)
    expect(errorOf(post({ 'members@odata.bind': [`x/${ADMIN}`] }))).toBe(denied)
    expect(send(`POST ${path}/owners/$ref`, refTo(ADMIN)).status).toBe(204)
  })

  test('is looked at anew where its rule changes, and not at all while it is paused', () => {
    const { send, post, membersOf } = dynamic({ membershipRuleProcessingState: 'paused' })
    const { json } = post({ membershipRule: `user.objectId -eq "${ADMIN}"` })
    expect([json.membershipRuleProcessingState, membersOf(json.id)]).toEqual(['Paused', []])
    send(`PATCH /groups/${json.id}`, { membershipRuleProcessingState: 'on' })
    expect(membersOf(json.id)).toEqual([ADMIN])
    const [one, two] = [idFor('u', 1), idFor('u', 2)]
    send(`PATCH /groups/${json.id}`, { membershipRule: `user.objectId -in ["${one}", "${two}"]` })
    expect(membersOf(json.id)).toEqual([one, two])
  })

  test('follows managers, and who is deleted and restored', () => {
    const { send, post, membersOf } = dynamic()
    const { json } = post({ membershipRule: `Direct Reports for "${ADMIN}"` })
    const [one, two] = [idFor('u', 1), idFor('u', 2)]
    for (const id of [one, two]) send(`PUT /users/${id}/manager/$ref`, refTo(ADMIN))
    expect(membersOf(json.id)).toEqual([one, two])
    send(`DELETE /users/${one}/manager/$ref`)
    expect(membersOf(json.id)).toEqual([two])
    send(`DELETE /users/${two}`)
    expect(membersOf(json.id)).toEqual([])
    send(`POST /directory/deletedItems/${two}/restore`)
    expect(membersOf(json.id)).toEqual([two])
  })

  test('made of the members of others gains with them and, as documented, loses only when its rule changes', () => {
    const { send, post, membersOf } = dynamic()
    const rule = `user.memberOf -any (group.objectId -in ['${UNIFIED}'])`
    const { json } = post({ membershipRule: rule })
    send(`POST /groups/${UNIFIED}/members/$ref`, refTo(ADMIN))
    send(`POST /groups/${UNIFIED}/members/$ref`, refTo(idFor('u', 1)))
    expect(membersOf(json.id)).toEqual([ADMIN, idFor('u', 1)])
    send(`DELETE /groups/${UNIFIED}/members/${ADMIN}/$ref`)
    expect(membersOf(json.id)).toEqual([ADMIN, idFor('u', 1)])
    send(`PATCH /groups/${json.id}`, { membershipRule: `(${rule})` })
    expect(membersOf(json.id)).toEqual([idFor('u', 1)])
  })

  test('made of the members of a dynamic group gains in the same breath', () => {
    const { send, post, membersOf } = dynamic()
    const inner = post().json
    const nickname = { mailNickname: 'outer' }
    const rule = `user.memberOf -any (group.objectId -in ['${inner.id}'])`
    const outer = post({ ...nickname, membershipRule: rule }).json
    send(`PATCH /users/${idFor('u', 5)}`, { department: 'Selling' })
    expect(membersOf(outer.id)).toEqual([idFor('u', 5)])
    const further = `user.memberOf -any (group.objectId -in ['${outer.id}'])`
    expect(messageOf(post({ membershipRule: further }))).toMatch(/operator -in$/)
  })

  test('becomes static with its members, and dynamic again without them', () => {
    const { send, post, membersOf } = dynamic({ membershipRule: `user.objectId -eq "${ADMIN}"` })
    const { json } = post()
    const path = `/groups/${json.id}`
    expect(send(`PATCH ${path}`, { groupTypes: [], membershipRuleProcessingState: 'Paused' }).status).toBe(
      204,
    )
    expect(send(`POST ${path}/members/$ref`, refTo(idFor('u', 1))).status).toBe(204)
    expect(membersOf(json.id)).toEqual([ADMIN, idFor('u', 1)])
    const { groupTypes, membershipRuleProcessingState } = DYNAMIC
    expect(send(`PATCH ${path}`, { groupTypes, membershipRuleProcessingState }).status).toBe(204)
    expect(membersOf(json.id)).toEqual([ADMIN])
    expect(messageOf(send(`PATCH ${path}`, { groupTypes: ['Unified'] }))).toBe(
      "Property 'groupTypes' is read-only and cannot be set.",
    )
  })

  test('of devices is taken, and empty; a Microsoft 365 group takes users only', () => {
    const { post, membersOf } = dynamic({ membershipRule: 'device.objectId -ne null' })
    const { json, status } = post()
    expect([status, membersOf(json.id)]).toEqual([201, []])
    const unified = {
      groupTypes: ['Unified', 'DynamicMembership'],
      mailEnabled: true,
      securityEnabled: false,
    }
    expect(messageOf(post(unified))).toBe('Dynamic membership rule validation error: Invalid object type.')
    expect(post({ ...unified, membershipRule: 'user.city -eq "Lagos"' }).status).toBe(201)
  })

  test.each([
    [
      'no rule',
      { membershipRule: null },
      "A value is required for property 'membershipRule' of resource 'Group'.",
    ],
    [
      'a broken rule',
      { membershipRule: 'user.city -eq' },
      /^Dynamic membership rule validation error: Invalid operands/,
    ],
    ['a rule of no text', { membershipRule: 5 }, /^Cannot convert the value of property 'membershipRule'/],
    ['another state', { membershipRuleProcessingState: 'Off' }, /'membershipRuleProcessingState'/],
    ['a rule but static', { groupTypes: [] }, /'membershipRule' of resource 'Group'/],
    ['a type of its own', { groupTypes: ['Dynamic'] }, /'groupTypes' of resource 'Group'/],
    ['roles to hold', { isAssignableToRole: true }, /'groupTypes' of resource 'Group'/],
  ])('with %s is refused, and nothing is written', (_, change, message) => {
    const { post, tenant } = dynamic(change)
    expect(messageOf(post())).toMatch(message)
    expect(tenant.position).toBe(0)
  })

  test('needs a licence', () => {
    const { post } = dynamic({}, { subscribedSkus: [] })
    expect(errorOf(post())).toBe('403 Authorization_RequestDenied')
  })

  test('is one of 15,000 at most', () => {
    const made = Array.from({ length: 15_000 }, (_, n) => ({
      id: idFor('g', n + 10),
      groupTypes: ['DynamicMembership'],
    }))
    const { post } = dynamic({}, { groups: made })
    expect(errorOf(post())).toBe('403 Directory_QuotaExceeded')
  })

  test('is filled later where membership is seen later', () => {
    const { post, cloud, clock, appToken } = dynamic()
    const { json } = post({ membershipRule: `user.objectId -eq "${ADMIN}"` })
    const slow = cloud.fork({
      clock,
      ids: cloud.ids,
      lag: { rules: [{ kind: 'groups/members', seconds: 300 }] },
    })
    const ask = (line: string, body?: object) => {
      const [method = '', path = ''] = line.split(' ')
      const authorization = `Bearer ${appToken(ALL)}`
      return slow.handle({
        method,
        host: 'graph.microsoft.com',
        origin: 'https://graph.microsoft.com',
        path: `/v1.0${path}`,
        query: '',
        headers: { authorization, 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : '',
        at: clock.now(),
      })
    }
    const rule = { membershipRule: `user.objectId -eq "${idFor('u', 1)}"` }
    expect(ask(`PATCH /groups/${json.id}`, rule).status).toBe(204)
    expect(String(ask(`GET /groups/${json.id}/members`).body)).toContain(ADMIN)
    clock.advance(300_000)
    expect(String(ask(`GET /groups/${json.id}/members`).body)).toContain(idFor('u', 1))
  })
})

test('beta says why somebody is selected, by a group or by a rule', () => {
  const { send, post } = dynamic({
    membershipRule: `-not (user.department -eq "HR") -and user.mail -ne null`,
  })
  const { id } = post().json
  const of = { memberId: ADMIN }
  const rule = 'user.otherMails -any (_ -eq "x") -or user.userPrincipalName -startsWith "admin@"'
  const told = send('POST /beta/groups/evaluateDynamicMembership', { ...of, membershipRule: rule })
  expect(told.json).toMatchObject({
    membershipRule: rule,
    membershipRuleEvaluationResult: true,
    membershipRuleEvaluationDetails: {
      expression: '-or',
      expressionResult: true,
      expressionEvaluationDetails: [
        { expressionResult: false },
        {
          expression: 'user.userPrincipalName -startsWith "admin@"',
          expressionResult: true,
          propertyToEvaluate: { propertyName: 'userPrincipalName', propertyValue: 'admin@contoso.com' },
        },
      ],
    },
  })
  const ofGroup = send(`POST /beta/groups/${id}/evaluateDynamicMembership`, of)
  expect(ofGroup.json).toMatchObject({ membershipRuleEvaluationDetails: { expression: '-and' } })
  expect(errorOf(send('POST /groups/evaluateDynamicMembership', { ...of, membershipRule: rule }))).toBe(
    '400 BadRequest',
  )
  expect(errorOf(send(`POST /beta/groups/${UNIFIED}/evaluateDynamicMembership`, of))).toBe(
    '400 Request_BadRequest',
  )
  const stranger = { memberId: idFor('u', 999), membershipRule: rule }
  expect(errorOf(send('POST /beta/groups/evaluateDynamicMembership', stranger))).toBe(
    '404 Request_ResourceNotFound',
  )
})

test.each([
  ['that cannot be read', { groupTypes: ['DynamicMembership'], membershipRule: '(' }],
  ['of a static group', { groupTypes: [], membershipRule: 'user.objectId -ne null' }],
])('a rule of an imported tenant %s is left alone', (_, group) => {
  const imported = { id: idFor('g', 9), membershipRuleProcessingState: 'On', ...group }
  const { send, tenant } = dynamic({}, { groups: [imported] })
  expect(send(`PATCH /users/${ADMIN}`, { department: 'x' }).status).toBe(204)
  expect(tenant.position).toBe(1)
})
