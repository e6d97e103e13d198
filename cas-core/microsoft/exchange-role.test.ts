/** States of the role that the mock does not have: a part of the directory, and readers who may not see all. */
import { expect, test } from 'vitest'
import { M365Error } from './errors.ts'
import { roleStateOf } from './exchange-role.ts'
import type { Session } from './session.ts'

const ROLE = '29232cdf-9323-42fd-ade2-1d097af3e4de'
const NOW_MS = Date.UTC(2026, 0, 5, 9)
const REFUSED = new M365Error('graph', 403, 'Authorization_RequestDenied', 'no')

/** A directory with an application `me`; what is not listed is refused. */
function sessionOver(lists: Readonly<Record<string, readonly object[]>>): Session {
  const list = async (path: string) => {
    const [segment = ''] = path.replace('/roleManagement/directory/', '').split('?')
    const rows = lists[segment]
    if (!rows) throw REFUSED
    return rows
  }
  const send = async ({ path }: { readonly path: string }) =>
    path.includes("appId='app'")
      ? { id: 'me', displayName: 'Trend Micro Cloud App Security' }
      : { id: 'other', appId: 'x', displayName: 'Another' }
  return { list, graph: { send }, ports: { clock: { now: () => NOW_MS } } } as unknown as Session
}

const assignment = (principalId: string, directoryScopeId = '/') => ({ principalId, directoryScopeId })
const ended = (scheduleInfo: object) => ({ roleDefinitionId: ROLE, scheduleInfo })
const startDateTime = '2026-01-01T00:00:00Z'

test.each([
  [[assignment('me')], {}, { state: 'assigned' }],
  [[assignment('me', '/administrativeUnits/7')], {}, { state: 'scoped', scope: '/administrativeUnits/7' }],
  [[assignment('other')], {}, { state: 'missing', isWhole: false }],
  [[], { roleAssignmentSchedules: [], roleEligibilitySchedules: [] }, { state: 'missing', isWhole: true }],
  [
    [],
    { roleAssignmentSchedules: [ended({ startDateTime: '2026-02-01T00:00:00Z' })] },
    { state: 'scheduled', from: '2026-02-01T00:00:00Z' },
  ],
  [
    [],
    {
      roleAssignmentScheduleRequests: [
        ended({ startDateTime, expiration: { endDateTime: '2026-01-02T00:00:00Z' } }),
      ],
    },
    { state: 'expired', at: '2026-01-02T00:00:00.000Z' },
  ],
  [
    [],
    { roleAssignmentScheduleRequests: [ended({ startDateTime, expiration: { duration: 'P1DT2H30M' } })] },
    { state: 'expired', at: '2026-01-02T02:30:00.000Z' },
  ],
  [
    [],
    { roleAssignmentScheduleRequests: [ended({ startDateTime, expiration: { type: 'noExpiration' } })] },
    { state: 'missing', isWhole: false },
  ],
])('assignments %j and schedules %j mean %j', async (roleAssignments, schedules, state) => {
  expect(await roleStateOf(sessionOver({ roleAssignments, ...schedules }), 'app')).toEqual(state)
})

test('who may not even read assignments is told so', async () => {
  await expect(roleStateOf(sessionOver({}), 'app')).rejects.toBe(REFUSED)
})
