/**
 * What Microsoft Entra ID says of the Exchange Administrator role of an application. Active assignments can be read with
 * Directory.Read.All, which the application has; schedules of Privileged Identity Management need more, which an
 * administrator has. https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
 */
import { M365Error } from './errors.ts'
import type { Row } from './exchange.ts'
import { repeatable } from './retry.ts'
import { absentAsUndefined, type Session } from './session.ts'

/** https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference#exchange-administrator */
export const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'

export type RoleState =
  /** It is assigned, and Exchange Online does not know it yet. */
  | { readonly state: 'assigned' }
  | { readonly state: 'eligible' }
  | { readonly state: 'expired'; readonly at: string }
  | { readonly state: 'scheduled'; readonly from: string }
  /** It holds for a part of the directory only. */
  | { readonly state: 'scoped'; readonly scope: string }
  /** Another application of the same name has it. */
  | { readonly state: 'other application'; readonly appId: string }
  /** @property isWhole whether schedules could be read too */
  | { readonly state: 'missing'; readonly isWhole: boolean }

/** @param appId of the application that is to have the role @throws M365Error where the caller may read nothing of it */
export async function roleStateOf(session: Session, appId: string): Promise<RoleState> {
  const path = `/servicePrincipals(appId='${appId}')?$select=id,displayName`
  const principal = (await repeatable(session.ports, () =>
    session.graph.send({ method: 'GET', path }),
  )) as Row
  const id = String(principal.id)
  const given = await session.list(
    `/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '${EXCHANGE_ADMINISTRATOR}'`,
  )
  const own = given.filter(({ principalId }) => principalId === id)
  if (own.some(({ directoryScopeId }) => directoryScopeId === '/')) return { state: 'assigned' }
  const scheduled = await scheduleStateOf(session, id)
  if (scheduled && scheduled !== 'unread') return scheduled
  if (own[0]) return { state: 'scoped', scope: String(own[0].directoryScopeId) }
  const others = given
    .filter(({ principalId }) => principalId !== id)
    .map(({ principalId }) => String(principalId))
  for (const other of others) {
    const named = await applicationOf(session, other)
    if (named?.displayName === principal.displayName)
      return { state: 'other application', appId: String(named?.appId) }
  }
  return { state: 'missing', isWhole: scheduled !== 'unread' }
}

/** Undefined for principals of another kind, such as users. */
const applicationOf = (session: Session, id: string): Promise<Row | undefined> =>
  session.graph
    .send({ method: 'GET', path: `/servicePrincipals/${id}?$select=appId,displayName` })
    .then((found) => found as Row)
    .catch(absentAsUndefined)

async function scheduleStateOf(session: Session, id: string): Promise<RoleState | 'unread' | undefined> {
  const about = (segment: string) =>
    shown(() => session.list(`/roleManagement/directory/${segment}?$filter=principalId eq '${id}'`))
  const assigned = await about('roleAssignmentSchedules')
  const eligible = await about('roleEligibilitySchedules')
  const from = assigned
    ?.filter(isOfRole)
    .map(startOf)
    .find((start) => Date.parse(start) > session.ports.clock.now())
  if (from !== undefined) return { state: 'scheduled', from }
  if (eligible?.some(isOfRole)) return { state: 'eligible' }
  const requests = await about('roleAssignmentScheduleRequests')
  const ended = requests
    ?.filter(isOfRole)
    .flatMap((request) => endOf(request, session.ports.clock.now()) ?? [])
  const at = ended?.sort().at(-1)
  if (at !== undefined) return { state: 'expired', at }
  return assigned && eligible ? undefined : 'unread'
}

/** Undefined where the caller may not read it, or where the tenant has no licence for it. */
async function shown(read: () => Promise<Row[]>): Promise<Row[] | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof M365Error && (error.meaning === 'forbidden' || error.meaning === 'refused'))
      return undefined
    throw error
  }
}

const isOfRole = ({ roleDefinitionId }: Row): boolean => roleDefinitionId === EXCHANGE_ADMINISTRATOR

interface ScheduleInfo {
  readonly startDateTime?: string
  readonly expiration?: { readonly endDateTime?: string | null; readonly duration?: string | null }
}

const scheduleOf = (row: Row): ScheduleInfo => (row.scheduleInfo ?? {}) as ScheduleInfo
const startOf = (row: Row): string => scheduleOf(row).startDateTime ?? ''

/** When an assignment ended, ISO 8601; undefined where it has no end, or has not come to it. */
function endOf(row: Row, nowMs: number): string | undefined {
  const { startDateTime = '', expiration } = scheduleOf(row)
  const [, days = '0', hours = '0', minutes = '0'] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(expiration?.duration ?? '') ?? []
  const lengthMs = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000
  const end = expiration?.endDateTime
    ? Date.parse(expiration.endDateTime)
    : Date.parse(startDateTime) + lengthMs
  const isEnded =
    end <= nowMs &&
    (expiration?.endDateTime !== undefined && expiration.endDateTime !== null ? true : lengthMs > 0)
  return isEnded ? new Date(end).toISOString() : undefined
}
