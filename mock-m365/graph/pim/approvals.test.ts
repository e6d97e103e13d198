/** An activation that waits for approval: who may decide, once and in time, and what follows. */

import { describe, expect, test } from 'vitest'
import { directoryRolesAt } from '../../entra/directory/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { HOUR_MS } from '../../times.ts'
import { ADMIN, errorOf, idFor, listOf, messageOf, NOW, SECURITY, world } from '../testing/world.ts'

const ROLE = roleTemplate('Exchange Administrator')
const [ELIGIBLE, APPROVER, STRANGER] = [idFor('u', 10), idFor('u', 11), idFor('u', 12)]
const PATH = '/roleManagement/directory'
const REQUESTS = `${PATH}/roleAssignmentScheduleRequests`
const APPROVALS = `/beta${PATH}/roleAssignmentApprovals`
const LONG = { exp: 9_999_999_999 }
const approve = { reviewResult: 'Approve', justification: 'as agreed' }

/** A world in which activating the role needs an approval. */
function waiting(primaryApprovers: readonly object[] = [{ userId: APPROVER }], setting: object = {}) {
  const w = world()
  const writer = w.appToken(['RoleManagement.ReadWrite.Directory'], LONG)
  const admin = w.userToken('RoleManagement.ReadWrite.Directory', ['Global Administrator'], LONG)
  const as = (oid: string, scp = 'RoleAssignmentSchedule.ReadWrite.Directory') =>
    w.userToken(scp, [], { oid, amr: ['pwd', 'mfa'], ...LONG })
  const [found] = listOf(
    w.send(`GET /policies/roleManagementPolicyAssignments?$filter=roleDefinitionId eq '${ROLE}'`, [], {
      token: writer,
    }),
  )
  const rules = `/policies/roleManagementPolicies/${found?.policyId}/rules`
  const rule = (id: string, body: object) =>
    expect(w.send(`PATCH ${rules}/${id}`, [], { token: admin, body }).status).toBe(204)
  const stages = [{ primaryApprovers, isApproverJustificationRequired: true, ...setting }]
  rule('Approval_EndUser_Assignment', { setting: { isApprovalRequired: true, approvalStages: stages } })
  const scheduleInfo = {
    startDateTime: new Date(NOW).toISOString(),
    expiration: { type: 'AfterDuration', duration: 'PT2H' },
  }
  const body = {
    principalId: ELIGIBLE,
    roleDefinitionId: ROLE,
    directoryScopeId: '/',
    justification: 'to mend the mail',
    scheduleInfo,
  }
  w.send(`POST ${PATH}/roleEligibilityScheduleRequests`, [], {
    token: writer,
    body: { ...body, action: 'adminAssign', scheduleInfo: {} },
  })
  const ask = () =>
    w.send(`POST ${REQUESTS}`, [], { token: as(ELIGIBLE), body: { ...body, action: 'selfActivate' } })
  const asked = ask()
  const id = String(asked.json.approvalId)
  const steps = (who: string) => listOf(w.send(`GET ${APPROVALS}/${id}/steps`, [], { token: as(who) }))
  const step = String(steps(ELIGIBLE)[0]?.id)
  const decide = (who: string, decision: object = approve, token = as(who)) =>
    w.send(`PATCH ${APPROVALS}/${id}/steps/${step}`, [], { token, body: decision })
  const status = () => w.send(`GET ${REQUESTS}/${id}`, [], { token: writer }).json.status
  const roles = () => directoryRolesAt(w.tenant, ELIGIBLE, w.clock.now())
  return { ...w, asked, ask, as, id, step, steps, decide, status, roles, writer, admin, rule }
}

test('an approved activation is provisioned, from the approval on and for as long as was asked', () => {
  const { asked, id, step, as, send, decide, status, roles, clock, writer } = waiting()
  expect(asked.json).toMatchObject({ status: 'PendingApproval', targetScheduleId: null, approvalId: id })
  expect(asked.json.id).toBe(id)
  clock.advance(HOUR_MS)
  const list = (on: string, who: string) =>
    listOf(send(`GET ${REQUESTS}/filterByCurrentUser(on='${on}')`, [], { token: as(who) })).map(
      (one) => one.id,
    )
  expect([list('approver', APPROVER), list('approver', ELIGIBLE)]).toEqual([[id], []])
  expect([list('createdBy', ELIGIBLE), list('principal', ELIGIBLE)]).toEqual([[id], [id]])
  const shown = send(`GET ${APPROVALS}/${id}`, [], { token: as(APPROVER) })
  expect(shown.json).toEqual({
    '@odata.context': `https://graph.microsoft.com/beta/$metadata#roleManagement/directory/roleAssignmentApprovals/$entity`,
    id,
    'steps@odata.context': `https://graph.microsoft.com/beta/$metadata#roleManagement/directory/roleAssignmentApprovals('${id}')/steps`,
    steps: [
      {
        id: step,
        displayName: null,
        reviewedDateTime: null,
        reviewResult: 'NotReviewed',
        status: 'InProgress',
        assignedToMe: true,
        justification: '',
        reviewedBy: null,
      },
    ],
  })
  expect(decide(APPROVER).status).toBe(204)
  expect([status(), roles(), list('approver', APPROVER)]).toEqual(['Provisioned', [ROLE], []])
  const schedule = send(`GET ${PATH}/roleAssignmentSchedules/${id}`, [], { token: writer }).json
  expect(schedule).toMatchObject({
    assignmentType: 'Activated',
    scheduleInfo: { startDateTime: new Date(NOW + HOUR_MS).toISOString() },
  })
  clock.advance(2 * HOUR_MS - 1)
  expect(roles()).toEqual([ROLE])
  clock.advance(1)
  expect(roles()).toEqual([])
  const decided = send(`GET ${APPROVALS}/${id}/steps/${step}`, [], { token: as(APPROVER) }).json
  expect(decided).toMatchObject({
    reviewResult: 'Approve',
    status: 'Completed',
    justification: 'as agreed',
    reviewedBy: { id: APPROVER },
  })
})

test('a denied one is not, and can be asked for again', () => {
  const { decide, status, roles, ask } = waiting()
  expect(errorOf(ask())).toBe('400 PendingRoleAssignmentRequest')
  expect(decide(APPROVER, { reviewResult: 'Deny', justification: 'no' }).status).toBe(204)
  expect([status(), roles()]).toEqual(['Denied', []])
  expect(ask().json.status).toBe('PendingApproval')
})

describe('who decides', () => {
  test.each([
    ['somebody else', STRANGER, '403 Authorization_RequestDenied'],
    ['whoever asked, though the policy names them', ELIGIBLE, '403 Authorization_RequestDenied'],
    ['an administrator whom the policy does not name', ADMIN, '403 Authorization_RequestDenied'],
    ['an approver', APPROVER, '204'],
  ])('%s', (_, who, heard) => {
    const { decide, tenant } = waiting([{ userId: APPROVER }, { userId: ELIGIBLE }])
    const before = tenant.position
    expect(errorOf(decide(who))).toBe(heard)
    expect(tenant.position > before).toBe(heard === '204')
  })

  test.each([
    ['a member of a group that it names', [{ groupId: SECURITY }], idFor('u', 1)],
    [
      'as documented examples name a group',
      [{ '@odata.type': '#microsoft.graph.groupMembers', id: SECURITY }],
      idFor('u', 2),
    ],
    ['who manages roles, where it names nobody', [], ADMIN],
  ])('%s', (_, approvers, who) => {
    const { decide, status } = waiting(approvers)
    expect(decide(who).status).toBe(204)
    expect(status()).toBe('Provisioned')
  })

  test('no application, no stranger even to read, and nobody in v1.0', () => {
    const { send, id, as, appToken, decide } = waiting()
    const app = appToken(['RoleManagement.ReadWrite.Directory', 'RoleAssignmentSchedule.ReadWrite.Directory'])
    expect(errorOf(decide('', approve, app))).toBe('403 Authorization_RequestDenied')
    expect(errorOf(send(`GET ${APPROVALS}/${id}`, [], { token: as(STRANGER) }))).toBe(
      '403 Authorization_RequestDenied',
    )
    const old = send(`GET ${PATH}/roleAssignmentApprovals/${id}`, [], { token: as(APPROVER) })
    expect(messageOf(old)).toBe("Resource not found for the segment 'roleAssignmentApprovals'.")
  })
})

describe('a decision is refused', () => {
  test.each([
    ['without a result', { justification: 'x' }, '400 Request_BadRequest'],
    ['with a result that is none', { ...approve, reviewResult: 'Perhaps' }, '400 Request_BadRequest'],
    ['without the reason that the policy asks for', { reviewResult: 'Approve' }, '400 Request_BadRequest'],
    ['with a reason that is no text', { ...approve, justification: { a: 1 } }, '400 Request_BadRequest'],
    ['with a reason too long', { ...approve, justification: 'x'.repeat(501) }, '400 Request_BadRequest'],
  ])('%s', (_, decision, error) => {
    const { decide, status } = waiting()
    expect(errorOf(decide(APPROVER, decision))).toBe(error)
    expect(status()).toBe('PendingApproval')
  })

  test('a second time, after a day, and after the request was taken back', () => {
    const twice = waiting()
    twice.decide(APPROVER)
    expect(errorOf(twice.decide(APPROVER))).toBe('409 Conflict')
    const late = waiting()
    late.clock.advance(24 * HOUR_MS)
    expect([errorOf(late.decide(APPROVER)), late.status()]).toEqual(['409 Conflict', 'Failed'])
    expect(late.steps(APPROVER)[0]?.status).toBe('Expired')
    expect(late.ask().json.status).toBe('PendingApproval')
    const gone = waiting()
    gone.send(`POST ${REQUESTS}/${gone.id}/cancel`, [], { token: gone.as(ELIGIBLE) })
    expect([errorOf(gone.decide(APPROVER)), gone.status(), gone.roles()]).toEqual([
      '409 Conflict',
      'Canceled',
      [],
    ])
  })

  test('for a request or a step that is none', () => {
    const { send, as, id } = waiting()
    for (const path of [`${idFor('u', 1)}/steps/${id}`, `${id}/steps/${id}`, '__proto__/steps/x'])
      expect(errorOf(send(`PATCH ${APPROVALS}/${path}`, [], { token: as(APPROVER), body: approve }))).toBe(
        '404 Request_ResourceNotFound',
      )
  })
})

test('the log names the acts as Microsoft does', () => {
  const { decide, appToken, send } = waiting()
  decide(APPROVER)
  const token = appToken(['AuditLog.Read.All'], LONG)
  const told = listOf(send("GET /auditLogs/directoryAudits?$filter=loggedByService eq 'PIM'", [], { token }))
  expect(told.map((one) => one.activityDisplayName)).toEqual([
    'Add member to role completed (PIM activation)',
    'Add member to role request approved (PIM activation)',
    'Add member to role approval requested (PIM activation)',
    'Add eligible member to role in PIM completed (permanent)',
    'Add eligible member to role in PIM requested (permanent)',
    'Update role setting in PIM',
  ])
  expect(told[1]).toMatchObject({
    category: 'RoleManagement',
    initiatedBy: { user: { id: APPROVER } },
    targetResources: [
      { id: ELIGIBLE, type: 'User' },
      { id: ROLE, displayName: 'Exchange Administrator' },
    ],
  })
})

describe('an authentication context', () => {
  const told =
    '&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%20%22value%22%3A%22c1%22%7D%7D%7D'

  test.each([
    ['no context', {}, told],
    ['another context', { acrs: ['c2'], xms_cc: ['cp1'] }, told],
    ['a client that does not say that it answers challenges', { acrs: ['c1'], xms_cc: ['other'] }, told],
    ['no context, while the rule is off', { amr: ['pwd', 'mfa'] }, '', false],
    ['the context', { acrs: ['c1'], xms_cc: ['CP1'], amr: ['pwd'] }, ''],
  ])('%s', (_, claims, message, isEnabled = true) => {
    const { send, userToken, decide, rule } = waiting()
    decide(APPROVER, { reviewResult: 'Deny', justification: 'first' })
    rule('AuthenticationContext_EndUser_Assignment', { isEnabled, claimValue: 'c1' })
    const token = userToken('RoleAssignmentSchedule.ReadWrite.Directory', [], {
      oid: ELIGIBLE,
      ...LONG,
      ...claims,
    })
    const body = {
      action: 'selfActivate',
      principalId: ELIGIBLE,
      roleDefinitionId: ROLE,
      directoryScopeId: '/',
      justification: 'x',
      scheduleInfo: { expiration: { type: 'afterDuration', duration: 'PT1H' } },
    }
    const heard = send(`POST ${REQUESTS}`, [], { token, body })
    expect(heard.status).toBe(message === '' ? 201 : 400)
    expect(messageOf(heard)).toBe(message)
    if (message) expect(errorOf(heard)).toBe('400 RoleAssignmentRequestAcrsValidationFailed')
  })
})
