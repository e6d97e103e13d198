/** The kinds of things that the product keeps in a tenant: one line each. */
import { application } from './application.ts'
import { inboundConnector, outboundConnector } from './connectors.ts'
import { group } from './group.ts'
import { ipAllowList } from './ip-allow-list.ts'
import type { ListKind, ObjectKind } from './kind.ts'
import { spoofAllowList } from './spoof-allow-list.ts'
import { transportRule } from './transport-rule.ts'

const OBJECTS = { inboundConnector, outboundConnector, transportRule, group }
const LISTS = { ipAllowList, spoofAllowList }

export type ObjectKindName = keyof typeof OBJECTS | 'application'
export type ListKindName = keyof typeof LISTS

export interface Kinds {
  object(name: ObjectKindName): ObjectKind
  list(name: ListKindName): ListKind
}

/** @param appId client id of the product's application, which one of the kinds is */
export const kindsFor = (appId: string): Kinds => ({
  object: (name) => (name === 'application' ? application(appId) : OBJECTS[name]),
  list: (name) => LISTS[name],
})
