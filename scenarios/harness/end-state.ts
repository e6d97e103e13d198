/** A tenant's state with everything taken out that may differ between two good runs: ids, times, marks. */
import type { Entity, View } from '#mock-m365'

const KINDS = [
  'TransportRule',
  'InboundConnector',
  'OutboundConnector',
  'HostedConnectionFilterPolicy',
  'TenantAllowBlockListSpoofItems',
  'groups',
  'servicePrincipals',
] as const

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)?/g
/** Made from the object's id. */
const SID = /S-1-12-1(-\d+){4}/g
const MARK = /\[cas v1 [^\]]*\]/g

/** One line per object, sorted: equal texts mean equal states. */
export function endStateOf(view: View): string {
  return KINDS.flatMap((kind) => view.list(kind).map((entity) => lineOf(kind, entity)))
    .sort()
    .join('\n')
}

/**
 * Most objects are those of the starting state, which all runs share. The permissions that Microsoft's own applications
 * offer are the same in every run, and long.
 */
const lines = new WeakMap<Entity, string>()

function lineOf(kind: (typeof KINDS)[number], entity: Entity): string {
  let line = lines.get(entity)
  if (line === undefined) {
    const { appRoles, oauth2PermissionScopes, RuleVersion, ...rest } = entity
    line = plain(`${kind} ${JSON.stringify(rest)}`)
    lines.set(entity, line)
  }
  return line
}

const plain = (text: string): string =>
  text.replaceAll(MARK, 'mark').replaceAll(GUID, 'guid').replaceAll(SID, 'sid').replaceAll(TIME, 'time')
