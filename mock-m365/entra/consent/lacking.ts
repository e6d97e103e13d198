/** Refusals where consent is missing. */
import type { Entity } from '../../base.ts'
import { text } from '../directory/directory.ts'
import { firstPartyOf } from '../directory/first-party.ts'
import type { EntraError } from '../errors.ts'
import { refuse } from '../refusals/index.ts'

/** Microsoft's tools have preauthorized scopes of Microsoft's resources; nobody can consent to more. */
export const isAgreedBeforehand = (appId: string, resource: Entity): boolean =>
  firstPartyOf(appId)?.client?.beforehand !== undefined && firstPartyOf(text(resource.appId)) !== undefined

/** @param application the client's */
export function consentLacking(appId: string, application: Entity, resource: Entity): EntraError {
  return isAgreedBeforehand(appId, resource)
    ? refuse.onlyBeforehand({ appId, resource: text(resource.appId) })
    : refuse.consentRequired({ appId, name: text(application.displayName) })
}
