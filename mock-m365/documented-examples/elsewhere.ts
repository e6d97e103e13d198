/** State for paths that no resource begins: objects of any kind, what was deleted, subscriptions, the audit log. */
import type { Entity } from '../base.ts'
import { type Asked, isGuid } from './asked.ts'
import { idIn, kindOfRow } from './kinds.ts'
import { ACTIONS } from './prerequisites.ts'
import { BLANK, list, plain, putRow } from './rows.ts'
import type { Stage } from './stage.ts'

/** Paths that lead to objects of any kind. */
export function seedElsewhere(stage: Stage, asked: Asked, rows: readonly Entity[], body: Entity): void {
  const [, first = '', second = '', third = '', action = ''] = asked.path.split('/')
  switch (first.toLowerCase()) {
    case 'directoryobjects': {
      const kind = kindOfRow(body) ?? 'users'
      for (const row of rows)
        if (/extensionProperty$/.test(String(row['@odata.type'])))
          stage.put('extensionProperties', {
            ...plain(row),
            id: idIn(row.id),
            applicationId: stage.put('applications', { ...BLANK.applications, id: stage.uuid() }).id,
          })
        else putRow(stage, kindOfRow(row) ?? 'users', row)
      if (!isGuid(second)) break
      const shown = asked.method === 'GET' ? plain(body) : {}
      const subject = stage.put(kind, { ...BLANK[kind], ...shown, id: second.toLowerCase() })
      ACTIONS[third.toLowerCase()]?.({ stage, asked, subject, rows, further: [], answered: list(body.value) })
      break
    }
    case 'subscriptions':
      for (const row of rows) stage.prior.push({ path: '/subscriptions', body: subscriptionOf(row) })
      if (second !== '')
        stage.prior.push({ path: '/subscriptions', body: subscriptionOf(body), standsFor: second })
      break
    case 'auditlogs':
      // The log tells of changes: here is one.
      stage.prior.push({
        path: '/groups',
        body: { displayName: 'Example', mailEnabled: false, mailNickname: 'example', securityEnabled: true },
      })
      break
    case 'directory':
      seedDeleted(stage, asked, third, action, rows, body)
      break
  }
}

/** What a caller says of a subscription, at the time of the example. */
function subscriptionOf({
  expirationDateTime: printed,
  lifecycleNotificationUrl: lifecycle,
  changeType,
  notificationUrl,
  clientState,
  resource,
  latestSupportedTlsVersion,
  includeResourceData,
}: Entity): Entity {
  const clientStates = clientState === undefined || clientState === null ? {} : { clientState }
  const tls = latestSupportedTlsVersion === undefined ? {} : { latestSupportedTlsVersion }
  const expirationDateTime = new Date(Date.parse(String(printed)) - 3600_000).toISOString()
  const lifecycleUrl = typeof lifecycle === 'string' ? { lifecycleNotificationUrl: lifecycle } : {}
  return {
    changeType,
    notificationUrl,
    resource,
    expirationDateTime,
    ...lifecycleUrl,
    ...clientStates,
    ...tls,
    ...(includeResourceData === false ? { includeResourceData } : {}),
  }
}

function seedDeleted(
  stage: Stage,
  asked: Asked,
  key: string,
  action: string,
  rows: readonly Entity[],
  body: Entity,
): void {
  const keep = (row: Entity, type: string) => {
    const deletedDateTime = row.deletedDateTime ?? '2023-02-01T00:00:00Z'
    const id = row.id === undefined ? stage.uuid() : idIn(row.id)
    stage.put('deletedItems', { ...plain(row), id, deletedDateTime, '@odata.type': type })
  }
  const cast = /^microsoft\.graph\.\w+$/i.exec(key)?.[0]
  if (cast) for (const row of rows) keep(row, `#${cast}`)
  else {
    const type = String(body['@odata.type'] ?? '#microsoft.graph.group')
    const shown = asked.method === 'GET' || action !== '' ? plain(body) : {}
    keep({ ...shown, id: key.toLowerCase() }, type)
  }
}
