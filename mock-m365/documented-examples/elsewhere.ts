/** State for paths without a resource: objects of any kind, deleted objects, subscriptions, the audit log. */
import type { Entity } from '../base.ts'
import { SECURITY_DEFAULTS } from '../entra/authorize/conditional-access.ts'
import { HOUR_MS } from '../times.ts'
import { type Asked, isGuid } from './asked.ts'
import { BLANK, plain } from './blanks.ts'
import { seedConsentRequests } from './consent-seeding.ts'
import { idIn, kindOfRow } from './kinds.ts'
import { ACTIONS } from './prerequisites.ts'
import { list, putRow } from './rows.ts'
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
      for (const row of rows)
        stage.prior.push({ path: '/subscriptions', body: (at) => subscriptionOf(row, at) })
      if (second !== '')
        stage.prior.push({
          path: '/subscriptions',
          body: (at) => subscriptionOf(body, at),
          standsFor: second,
        })
      break
    case 'auditlogs':
      // The log needs a change: this makes one.
      stage.prior.push({
        path: '/groups',
        body: () => ({
          displayName: 'Example',
          mailEnabled: false,
          mailNickname: 'example',
          securityEnabled: true,
        }),
      })
      break
    case 'policies':
      if (asked.method === 'GET') seedPolicy(stage, second, plain(body))
      break
    case 'identitygovernance':
      seedConsentRequests(stage, asked, rows, body)
      break
    case 'directory':
      seedDeleted(stage, asked, third, action, rows, body)
      break
  }
}

/** Policies of which each tenant has one. */
function seedPolicy(stage: Stage, name: string, shown: Entity): void {
  if (name === 'adminConsentRequestPolicy') stage.put('adminConsentRequestPolicies', shown, name)
  if (name === 'identitySecurityDefaultsEnforcementPolicy')
    stage.put(SECURITY_DEFAULTS, { ...shown, id: String(shown.id) })
}

/** A subscription's body at the time of the example. */
function subscriptionOf(row: Entity, at: number): Entity {
  const {
    expirationDateTime: printed,
    lifecycleNotificationUrl: lifecycle,
    changeType,
    notificationUrl,
    clientState,
    resource,
    latestSupportedTlsVersion,
    includeResourceData,
  } = row
  const clientStates = clientState === undefined || clientState === null ? {} : { clientState }
  const tls = latestSupportedTlsVersion === undefined ? {} : { latestSupportedTlsVersion }
  const shown = Date.parse(String(printed)) - HOUR_MS
  const expirationDateTime = new Date(Number.isNaN(shown) ? at + HOUR_MS : shown).toISOString()
  const lifecycleUrl = typeof lifecycle === 'string' ? { lifecycleNotificationUrl: lifecycle } : {}
  return {
    changeType: changeType ?? 'updated',
    notificationUrl: notificationUrl ?? 'https://webhook.contoso.com/notifications',
    resource: resource ?? 'users',
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
  if (cast && isGuid(action)) keep({ ...plain(body), id: action.toLowerCase() }, `#${cast}`)
  else if (cast) for (const row of rows) keep(row, `#${cast}`)
  else {
    const type = String(body['@odata.type'] ?? '#microsoft.graph.group')
    const shown = asked.method === 'GET' || action !== '' ? plain(body) : {}
    keep({ ...shown, id: key.toLowerCase() }, type)
  }
}
