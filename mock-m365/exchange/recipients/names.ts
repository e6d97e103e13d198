/** Names of recipients: Exchange's names for objects of the directory, and the ids in such names. */
import type { Entity } from '../../base.ts'
import { escaped, FOREST, FOREST_DN } from '../directory-object.ts'

const DISTINGUISHED = /^CN=((?:[^,\\]|\\.)+),OU=/i
const CANONICAL = /\/Microsoft Exchange Hosted Organizations\/[^/]+\/(.+)$/i
const IDENTITY_MAX = 1024

/** The bare name in an identity, which may be a distinguished name, a canonical one, or the name itself. */
export function parsedName(identity: string): string {
  if (identity.length > IDENTITY_MAX) return ''
  const distinguished = DISTINGUISHED.exec(identity)?.[1]
  if (distinguished !== undefined) return distinguished.replaceAll(/\\(.)/g, '$1')
  return CANONICAL.exec(identity)?.[1] ?? identity.replace(/^smtp:/i, '')
}

/**
 * Exchange's name for an object without a given name: a Microsoft 365 group after alias and id, a user after
 * the id (documented for users made since 2021), a guest after the foreign address, other groups by their
 * display name.
 */
export function derivedName(entity: Entity): string {
  const id = String(entity.id)
  if (entity.userPrincipalName === undefined) {
    const unified = Array.isArray(entity.groupTypes) && entity.groupTypes.includes('Unified')
    return unified ? `${entity.mailNickname}_${id}` : String(entity.displayName ?? id)
  }
  const isGuest = entity.userType === 'Guest' && typeof entity.mail === 'string'
  return isGuest ? `${String(entity.mail).replace('@', '_')}#EXT#` : id
}

/** Spaces are removed, and characters that an alias cannot have become question marks (documented). */
export const aliasFrom = (name: string): string =>
  name
    .replace(/\s+/g, '')
    .replace(/[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/g, '?')
    .slice(0, 64)

/** Ids in a derived name. */
export function idsInName(name: string): readonly string[] {
  const [, id] = /_([0-9a-f-]{36})$/i.exec(name) ?? []
  return id === undefined ? [] : [id]
}

/** The foreign address in a guest's name. */
export const guestAddress = (name: string): string | undefined =>
  /^(.+)_([^_]+)#EXT#$/i.exec(name)?.slice(1).join('@')

/** Form observed; an organization's recipients are all in one container. */
export const recipientDn = (organization: string, name: string): string =>
  `CN=${escaped(name)},OU=${organization},OU=Microsoft Exchange Hosted Organizations,${FOREST_DN}`

export const organizationalUnit = (organization: string): string =>
  `${FOREST.toLowerCase()}/Microsoft Exchange Hosted Organizations/${organization}`
