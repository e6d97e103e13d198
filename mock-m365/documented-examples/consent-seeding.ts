/** Requests for consent: one for each application, and in it those of users. */
import type { Entity } from '../base.ts'
import { memberNamed } from '../graph/model/model.ts'
import { type Asked, isGuid } from './asked.ts'
import { record } from './documented-example.ts'
import { list } from './rows.ts'
import type { Stage } from './stage.ts'

export function seedConsentRequests(
  stage: Stage,
  { path, method, callerId }: Asked,
  rows: readonly Entity[],
  body: Entity,
): void {
  const [requestId, , userRequestId] = path.split('/').slice(4)
  if (method !== 'GET') return
  if (requestId === undefined) for (const row of rows) putRequest(stage, row)
  else if (!path.toLowerCase().includes('/userconsentrequests'))
    putRequest(stage, { ...body, id: requestId.toLowerCase() })
  else {
    const request = putRequest(stage, { id: requestId.toLowerCase() })
    const shown = userRequestId === undefined ? rows : [{ ...body, id: userRequestId.toLowerCase() }]
    for (const row of shown) putUserRequest(stage, callerId, request, row)
  }
}

function putRequest(stage: Stage, row: Entity): string {
  const id = isGuid(row.id) ? row.id.toLowerCase() : stage.uuid()
  const own = propertiesOf('appConsentRequest', row)
  const blank = { appId: stage.uuid(), appDisplayName: 'Example', consentType: 'Dynamic', pendingScopes: [] }
  return stage.put('appConsentRequests', { ...blank, ...own, id }).id
}

function putUserRequest(stage: Stage, callerId: string, appConsentRequestId: string, row: Entity): void {
  const id = isGuid(row.id) ? row.id.toLowerCase() : stage.uuid()
  const own = propertiesOf('userConsentRequest', row)
  const blank = { reason: 'Example', status: 'InProgress', createdDateTime: '2023-01-15T00:00:00Z' }
  const { stages, steps } = record(row.approval)
  const [shown] = [...list(stages), ...list(steps)].map(record)
  const { assignedToMe, ...decided } = shown ?? {}
  const reviewers =
    assignedToMe === true ? [{ query: `/users/${callerId}`, queryType: 'MicrosoftGraph' }] : []
  stage.put('adminConsentRequestPolicies', { isEnabled: true, reviewers }, 'adminConsentRequestPolicy')
  stage.put('userConsentRequests', {
    approvalId: id,
    completedDateTime: null,
    customData: null,
    ...blank,
    ...own,
    id,
    appConsentRequestId,
    ...(shown ? { decided } : {}),
  })
}

/** The stored properties; targets of navigations are stored elsewhere. */
const propertiesOf = (type: string, row: Entity): Entity =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => memberNamed(type, name, 'v1.0')?.kind === 'property'),
  )
