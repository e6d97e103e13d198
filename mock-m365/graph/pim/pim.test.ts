/** Roles for a limited time: who may ask, by which rules, and that a role is held exactly for its time. */

import { describe, expect, test } from 'vitest'
import { directoryRolesAt } from '../../entra/directory/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { HOUR_MS } from '../../times.ts'
import { ADMIN, errorOf, idFor, listOf, messageOf, NOW, SECURITY, world } from '../testing/world.ts'

const ROLE = roleTemplate('Exchange Administrator')
const [SOMEBODY, ELIGIBLE] = [idFor('u', 1), idFor('u', 2)]
const PATH = '/roleManagement/directory'
const WRITE = ['RoleManagement.ReadWrite.Directory']
const schedule = (duration = 'PT2H', startDateTime = new Date(NOW).toISOString()) => ({
  startDateTime,
  expiration: { type: 'AfterDuration', duration },
})
const assign = {
  action: 'AdminAssign',
  principalId: SOMEBODY,
  roleDefinitionId: ROLE,
  directoryScopeId: '/',
  justification: 'because',
  scheduleInfo: schedule(),
}

/** A world whose tokens do not expire, with a user eligible for the role. */
function pim() {
  const w = world()
  const token = w.appToken(WRITE, { exp: 9_999_999_999 })
  const self = (claims = {}) =>
    w.userToken('RoleAssignmentSchedule.ReadWrite.Directory', [], {
      oid: ELIGIBLE,
      amr: ['pwd', 'mfa'],
      exp: 9_999_999_999,
      ...claims,
    })
  const ask = (relation: 'Assignment' | 'Eligibility', body: object, as = token) =>
    w.send(`POST ${PATH}/role${relation}ScheduleRequests`, [], { token: as, body })
  const list = (name: string) => listOf(w.send(`GET ${PATH}/${name}`, [], { token }))
  const roles = (who: string) => directoryRolesAt(w.tenant, who, w.clock.now())
  const made = ask('Eligibility', { ...assign, principalId: ELIGIBLE, scheduleInfo: schedule('P1D') })
  expect(made.json).toMatchObject({ status: 'Provisioned', action: 'adminAssign' })
  const activate = { ...assign, action: 'selfActivate', principalId: ELIGIBLE }
  return { ...w, token, self, ask, list, roles, activate }
}

describe('an assignment for a time', () => {
  test('begins when it is said to, is seen everywhere while it lasts, and ends by itself', () => {
    const { ask, clock, roles, list, appToken, send } = pim()
    const reader = appToken(['Directory.Read.All'], { exp: 9_999_999_999 })
    const later = new Date(NOW + HOUR_MS).toISOString()
    const heard = ask('Assignment', { ...assign, scheduleInfo: schedule('PT2H', later) })
    expect(heard.json).toMatchObject({
      status: 'Granted',
      completedDateTime: later,
      targetScheduleId: heard.json.id,
      scheduleInfo: { expiration: { type: 'afterDuration', duration: 'PT2H' } },
    })
    const seen = () => [
      roles(SOMEBODY).length,
      list('roleAssignments').filter(({ principalId }) => principalId === SOMEBODY).length,
      list('roleAssignmentScheduleInstances').filter(({ principalId }) => principalId === SOMEBODY).length,
      listOf(send(`GET /users/${SOMEBODY}/memberOf/microsoft.graph.directoryRole`, [], { token: reader }))
        .length,
    ]
    expect(seen()).toEqual([0, 0, 0, 0])
    clock.advance(HOUR_MS)
    expect(seen()).toEqual([1, 1, 1, 1])
    expect(list('roleAssignmentScheduleRequests').map(({ status }) => status)).toContain('Provisioned')
    clock.advance(2 * HOUR_MS - 1)
    expect(seen()).toEqual([1, 1, 1, 1])
    clock.advance(1)
    expect(seen()).toEqual([0, 0, 0, 0])
    expect(roles(ADMIN)).toEqual([roleTemplate('Global Administrator')])
  })

  test('is made once, changed, and taken away; a plain assignment counts as one without times', () => {
    const { ask, list, roles, token, send, clock } = pim()
    ask('Assignment', assign)
    expect(errorOf(ask('Assignment', assign))).toBe('400 RoleAssignmentExists')
    const plain = send(`POST ${PATH}/roleAssignments`, [], {
      token,
      body: { ...assign, action: undefined, justification: undefined, scheduleInfo: undefined },
    })
    expect(messageOf(plain)).toMatch(/^A conflicting object/)
    const update = { ...assign, action: 'adminUpdate', scheduleInfo: schedule('PT4H') }
    expect(ask('Assignment', update).status).toBe(201)
    expect(errorOf(ask('Assignment', { ...assign, action: 'adminRemove' }))).toBe(
      '400 ActiveDurationTooShort',
    )
    clock.advance(3 * HOUR_MS)
    expect(roles(SOMEBODY)).toEqual([ROLE])
    const gone = ask('Assignment', { ...assign, action: 'adminRemove' })
    expect(gone.json).toMatchObject({
      status: 'Revoked',
      scheduleInfo: { recurrence: null, expiration: { type: 'afterDuration', duration: 'PT2H' } },
    })
    expect(roles(SOMEBODY)).toEqual([])
    expect(errorOf(ask('Assignment', { ...assign, action: 'adminRemove' }))).toBe(
      '400 RoleAssignmentDoesNotExist',
    )
    const [standing] = list('roleAssignmentScheduleInstances').filter(
      ({ principalId }) => principalId === ADMIN,
    )
    expect(standing).toMatchObject({ startDateTime: null, endDateTime: null, assignmentType: 'Assigned' })
    expect(standing?.roleAssignmentScheduleId).toBe(standing?.id)
  })

  test('is taken away by roleAssignments too, and before its time by cancelling the request', () => {
    const { ask, roles, list, token, send } = pim()
    ask('Assignment', assign)
    const held = list('roleAssignments').find(({ principalId }) => principalId === SOMEBODY)
    expect(send(`DELETE ${PATH}/roleAssignments/${held?.id}`, [], { token }).status).toBe(204)
    expect(roles(SOMEBODY)).toEqual([])
    const later = new Date(NOW + HOUR_MS).toISOString()
    const { json } = ask('Assignment', { ...assign, scheduleInfo: schedule('PT2H', later) })
    const cancel = `POST ${PATH}/roleAssignmentScheduleRequests/${json.id}/cancel`
    expect(send(cancel, [], { token }).status).toBe(204)
    expect(errorOf(send(cancel, [], { token }))).toBe('400 RoleAssignmentRequestCannotBeCancelled')
    expect(list('roleAssignmentSchedules').some(({ id }) => id === json.id)).toBe(false)
  })
})

test('whoever ends one without saying when hears no schedule', () => {
  const { ask, clock } = pim()
  ask('Assignment', assign)
  clock.advance(HOUR_MS)
  const { scheduleInfo: _, ...bare } = { ...assign, action: 'adminRemove' }
  expect(ask('Assignment', bare).json).toMatchObject({ status: 'Revoked', scheduleInfo: null })
})

test('a plain assignment is shown as a schedule from now on, without end', () => {
  const { list, clock } = pim()
  clock.advance(HOUR_MS)
  const [plain] = list('roleAssignmentSchedules').filter(({ principalId }) => principalId === ADMIN)
  expect(plain).toMatchObject({
    createdUsing: null,
    createdDateTime: null,
    scheduleInfo: {
      startDateTime: new Date(NOW + HOUR_MS).toISOString(),
      recurrence: null,
      expiration: { type: 'noExpiration', endDateTime: null, duration: null },
    },
  })
})

test('an assignment is extended while it lasts, and renewed when it is over', () => {
  const { ask, clock, roles } = pim()
  const act = (action: string, duration: string) =>
    errorOf(ask('Assignment', { ...assign, action, scheduleInfo: schedule(duration) }))
  expect(act('adminExtend', 'PT4H')).toBe('400 RoleAssignmentDoesNotExist')
  expect(act('adminRenew', 'PT4H')).toBe('400 RoleAssignmentDoesNotExist')
  expect(act('adminAssign', 'PT2H')).toBe('201')
  expect(act('adminRenew', 'PT4H')).toBe('400 RoleAssignmentExists')
  expect(act('adminExtend', 'PT4H')).toBe('201')
  clock.advance(3 * HOUR_MS)
  expect(roles(SOMEBODY)).toEqual([ROLE])
  clock.advance(2 * HOUR_MS)
  expect(roles(SOMEBODY)).toEqual([])
  expect(act('adminExtend', 'PT4H')).toBe('400 RoleAssignmentDoesNotExist')
  expect(act('adminRenew', 'PT4H')).toBe('201')
  expect(roles(SOMEBODY)).toEqual([ROLE])
})

test('what is only validated is judged like the rest, and leaves nothing', () => {
  const { ask, self, activate, roles, tenant } = pim()
  const before = tenant.position
  const dry = { ...activate, isValidationOnly: true }
  expect(ask('Assignment', dry, self()).json).toMatchObject({
    isValidationOnly: true,
    targetScheduleId: null,
  })
  expect(messageOf(ask('Assignment', dry, self({ amr: ['pwd'] })))).toContain('MfaRule')
  expect([roles(ELIGIBLE), tenant.position]).toEqual([[], before])
})

describe('eligible is not active', () => {
  test('activation gives the role, giving it back takes five minutes, losing the eligibility ends it', () => {
    const { ask, roles, self, activate, clock } = pim()
    expect(roles(ELIGIBLE)).toEqual([])
    expect(ask('Assignment', activate, self()).json).toMatchObject({
      status: 'Provisioned',
      action: 'selfActivate',
      createdBy: { user: { id: ELIGIBLE } },
    })
    expect(roles(ELIGIBLE)).toEqual([ROLE])
    expect(errorOf(ask('Assignment', activate, self()))).toBe('400 RoleAssignmentExists')
    const back = { ...activate, action: 'selfDeactivate' }
    expect(messageOf(ask('Assignment', back, self()))).toMatch(/Miniumum Required is 5 minutes/)
    clock.advance(5 * 60_000)
    expect(ask('Assignment', back, self()).json.status).toBe('Revoked')
    expect(roles(ELIGIBLE)).toEqual([])
    ask('Assignment', activate, self())
    expect(roles(ELIGIBLE)).toEqual([ROLE])
    ask('Eligibility', { ...assign, action: 'adminRemove', principalId: ELIGIBLE })
    expect(roles(ELIGIBLE)).toEqual([])
    expect(errorOf(ask('Assignment', activate, self()))).toBe('400 RoleAssignmentDoesNotExist')
  })

  test.each([
    [
      'no reason and no second factor',
      { justification: ' ' },
      { amr: ['pwd'] },
      ['JustificationRule', 'MfaRule'],
    ],
    ['longer than eight hours', { scheduleInfo: schedule('PT9H') }, {}, ['ExpirationRule']],
    ['without an end', { scheduleInfo: {} }, {}, ['ExpirationRule']],
  ])('%s is refused by the rules', (_, change, claims, rules) => {
    const { ask, self, activate, tenant } = pim()
    const before = tenant.position
    const heard = ask('Assignment', { ...activate, ...change }, self(claims))
    expect(errorOf(heard)).toBe('400 RoleAssignmentRequestPolicyValidationFailed')
    expect(messageOf(heard)).toBe(`The following policy rules failed: ${JSON.stringify(rules)}`)
    expect(tenant.position).toBe(before)
  })

  test('rules are changed by an administrator, and then bind: a ticket, an approval', () => {
    const { ask, self, activate, send, userToken, list, roles, token } = pim()
    const [policy] = listOf(
      send(
        `GET /policies/roleManagementPolicyAssignments?$filter=roleDefinitionId eq '${ROLE}'&$expand=policy`,
        [],
        { token },
      ),
    )
    const admin = userToken('RoleManagement.ReadWrite.Directory', ['Privileged Role Administrator'], {
      exp: 9_999_999_999,
    })
    const rules = `/policies/roleManagementPolicies/${policy?.policyId}/rules`
    expect(listOf(send(`GET ${rules}`, [], { token }))).toHaveLength(17)
    const patch = (rule: string, body: object, as = admin) =>
      send(`PATCH ${rules}/${rule}`, [], { token: as, body })
    const enablement = { enabledRules: ['Justification', 'Ticketing'] }
    expect(errorOf(patch('Enablement_EndUser_Assignment', enablement, token))).toBe(
      '403 Authorization_RequestDenied',
    )
    expect(patch('Enablement_EndUser_Assignment', enablement).status).toBe(204)
    expect(messageOf(ask('Assignment', activate, self()))).toContain('TicketingRule')
    expect(patch('Approval_EndUser_Assignment', { setting: { isApprovalRequired: true } }).status).toBe(204)
    const ticketInfo = { ticketNumber: '42', ticketSystem: 'x' }
    const heard = ask('Assignment', { ...activate, ticketInfo }, self())
    expect(heard.json).toMatchObject({ status: 'PendingApproval', targetScheduleId: null })
    expect(roles(ELIGIBLE)).toEqual([])
    expect(list('roleAssignmentSchedules').some(({ principalId }) => principalId === ELIGIBLE)).toBe(false)
  })

  test('one sees what concerns oneself', () => {
    const { send, self, token } = pim()
    const own = send(`GET ${PATH}/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')`, [], {
      token: self({ scp: 'RoleEligibilitySchedule.Read.Directory' }),
    })
    expect(listOf(own)).toMatchObject([
      { '@odata.type': '#microsoft.graph.unifiedRoleEligibilityScheduleInstance', principalId: ELIGIBLE },
    ])
    expect(String(listOf(own)[0]?.id)).toMatch(/-1-e$/)
    expect(
      errorOf(
        send(`GET ${PATH}/roleEligibilitySchedules/filterByCurrentUser(on='principal')`, [], { token }),
      ),
    ).toBe('400 BadRequest')
  })
})

test.each([
  ['an unknown principal', { principalId: idFor('u', 999) }, '404 SubjectNotFound'],
  ['an unknown role', { roleDefinitionId: idFor('u', 999) }, '404 RoleNotFound'],
  ['a group that can hold no role', { principalId: SECURITY }, '400 Request_BadRequest'],
  ['a scope below the directory', { directoryScopeId: '/administrativeUnits/x' }, '501 NotImplemented'],
  ['an action that is none', { action: 'adminDance' }, '400 Request_BadRequest'],
  ['an application for itself', { action: 'selfActivate' }, '403 Authorization_RequestDenied'],
  [
    'an end before the start',
    { scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: '2020-01-01T00:00:00Z' } } },
    '400 Request_BadRequest',
  ],
  ['no schedule', { scheduleInfo: null }, '400 Request_BadRequest'],
])('%s is refused', (_, change, error) => {
  const { ask } = pim()
  expect(errorOf(ask('Assignment', { ...assign, ...change }))).toBe(error)
})

test('a user without the role assigns to nobody, and a permission to remove only removes', () => {
  const { ask, self, appToken } = pim()
  expect(errorOf(ask('Assignment', assign, self()))).toBe('403 Authorization_RequestDenied')
  const remover = appToken(['RoleAssignmentSchedule.Remove.Directory'])
  expect(errorOf(ask('Assignment', assign, remover))).toBe('403 Authorization_RequestDenied')
  expect(errorOf(ask('Assignment', { ...assign, action: 'adminRemove' }, remover))).toBe(
    '400 RoleAssignmentDoesNotExist',
  )
})

test('a tenant without the licence has none of it, and its plain roles as before', () => {
  const { send, appToken } = world({ subscribedSkus: [] })
  const token = appToken(WRITE)
  for (const path of [
    'roleAssignmentSchedules',
    'roleEligibilityScheduleInstances',
    'roleAssignmentScheduleRequests',
  ]) {
    const heard = send(`GET ${PATH}/${path}`, [], { token })
    expect(errorOf(heard)).toBe('400 AadPremiumLicenseRequired')
  }
  expect(errorOf(send(`POST ${PATH}/roleAssignmentScheduleRequests`, [], { token, body: assign }))).toBe(
    '400 AadPremiumLicenseRequired',
  )
  expect(send(`GET ${PATH}/roleAssignments`, [], { token }).status).toBe(200)
})
