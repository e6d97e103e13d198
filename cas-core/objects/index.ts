/** The kinds of things that the product keeps in a tenant: one line each. */
import type { ListRow, ObjectRow } from '../service-accounts/inline/table.ts'
import { application } from './application.ts'
import { inboundConnector, outboundConnector } from './connectors.ts'
import { group } from './group.ts'
import { ipAllowList } from './ip-allow-list.ts'
import type { ListKind, ObjectKind } from './kind.ts'
import { spoofAllowList } from './spoof-allow-list.ts'
import { transportRule } from './transport-rule.ts'

const KINDS: Readonly<Record<Exclude<ObjectRow['kind'], 'application'>, ObjectKind>> = {
  inboundConnector,
  outboundConnector,
  transportRule,
  group,
}

const LISTS: Readonly<Record<ListRow['kind'], ListKind>> = { ipAllowList, spoofAllowList }

/** @param appId client id of the product's application */
export const kindOf = (name: ObjectRow['kind'], appId: string): ObjectKind =>
  name === 'application' ? application(appId) : KINDS[name]

export const listKindOf = (name: ListRow['kind']): ListKind => LISTS[name]
