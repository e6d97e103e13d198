/**
 * Authentication methods of users, read only.
 * https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview
 */
import type { Entity } from '../../base.ts'
import { METHODS } from '../../entra/authorize/second-factors.ts'
import type { Answer } from '../../wire.ts'
import { type Access, authorise, writing } from '../authorization/access.ts'
import { beyondOf } from '../authorization/roles-beyond-token.ts'
import { users } from '../resources/users.ts'
import type { Property } from '../schema.ts'
import { answerList, type Listing } from '../verbs/collection.ts'
import { findByKey, idOf } from '../verbs/entities.ts'
import { type Resource, resource } from '../verbs/resource.ts'
import { meNeedsUser, resourceNotFound } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, answerTyped } from './action.ts'

const ALL = ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All']
const OWN = ['UserAuthenticationMethod.Read', 'UserAuthenticationMethod.ReadWrite']

/** The methods of other users need a permission, and a user also needs a role (documented). */
const OTHERS = writing(ALL, [
  'users/authenticationMethods/standard/read',
  'users/authenticationMethods/standard/restrictedRead',
])
/** The owner is judged when the path has been read. */
const READ: Access = { ...OTHERS, delegated: new Set([...ALL, ...OWN]), members: true }

const text: Property = { type: 'String' }
const time: Property = { type: 'DateTimeOffset' }

/** Properties by type, in the order of their pages; secrets are always null (documented). */
const TYPES: Readonly<Record<string, Readonly<Record<string, Property>>>> = {
  password: { password: text, createdDateTime: time },
  microsoftAuthenticator: {
    displayName: text,
    deviceTag: text,
    phoneAppVersion: text,
    createdDateTime: time,
  },
  softwareOath: { secretKey: text },
  phone: { phoneNumber: text, phoneType: text, smsSignInState: text },
}
const RESOURCES: ReadonlyMap<string, Resource> = new Map(
  Object.entries(TYPES).map(([name, properties]) => {
    const type = `${name}AuthenticationMethod`
    const source = `https://learn.microsoft.com/graph/api/resources/${type.toLowerCase()}`
    const id = { id: text }
    const segment = 'authentication/methods'
    const made = resource({
      segment,
      type,
      source,
      provenance: 'documented',
      properties: { ...id, ...properties },
    })
    return [`#microsoft.graph.${type}`, made]
  }),
)

/** Every user's password has the same id (documented). */
const PASSWORD_ID = '28c10230-6103-485e-b985-444c60001490'

const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

const actionsAt = (path: 'users/{id}' | 'me', access: Access): readonly Action[] => [
  {
    method: 'GET',
    path: `${path}/authentication/methods`,
    access,
    ...page('authentication-list-methods'),
    run: (turn) => answerList(turn, listing(turn, path)),
  },
  {
    method: 'GET',
    path: `${path}/authentication/methods/{id}`,
    access,
    ...page('authenticationmethod-get'),
    run: (turn) => getOne(turn, path),
  },
]

export const authenticationActions = actionsAt('users/{id}', READ)
export const ownAuthenticationActions = actionsAt('me', { ...READ, anyApp: true })

function listing(turn: Turn, path: 'users/{id}' | 'me'): Listing {
  const [user] = userByPath(turn, path)
  const rows = methodsOf(turn, user)
  const password = resourceOf(rows[0] ?? {})
  return {
    schema: password.schema,
    context: `users('${idOf(user)}')/authentication/methods`,
    cost: 1,
    rows: () => rows,
    typeOf: (row) => ({ schema: resourceOf(row).schema, annotation: String(row['@odata.type']) }),
  }
}

function getOne(turn: Turn, path: 'users/{id}' | 'me'): Answer {
  const [user, id] = userByPath(turn, path)
  const found = methodsOf(turn, user).find((one) => idOf(one) === id)
  if (!found) throw resourceNotFound(id)
  const segment = `users('${idOf(user)}')/authentication/methods`
  return answerTyped(turn, { ...resourceOf(found), segment }, found)
}

/** @throws GraphError 403 for the methods of other users without the permission or the role */
function userByPath(turn: Turn, path: 'users/{id}' | 'me'): [user: Entity, methodId: string] {
  const { tenant, claims, keys, arrival } = turn
  const isMe = path === 'me'
  if (isMe && claims.idtyp === 'app') throw meNeedsUser()
  const key = isMe ? { property: 'id', value: claims.oid } : keys[0]
  const user = key && findByKey(tenant, users, key, arrival.at)
  if (!user) throw resourceNotFound(key?.value ?? '')
  if (claims.oid !== user.id) authorise(OTHERS, claims, false, beyondOf(turn))
  return [user, keys[isMe ? 0 : 1]?.value ?? '']
}

/** The password first, then the registered methods. A method without a row in the table is not shown. */
function methodsOf({ tenant }: Turn, user: Entity): Entity[] {
  const type = '#microsoft.graph.passwordAuthenticationMethod'
  const password = {
    '@odata.type': type,
    id: PASSWORD_ID,
    password: null,
    createdDateTime: user.createdDateTime ?? null,
  }
  const registered = tenant
    .find(METHODS, 'userId', user.id)
    .filter((one) => RESOURCES.has(String(one['@odata.type'])))
    .map((one) => ({ ...one, secretKey: null }))
  return [password, ...registered]
}

function resourceOf(method: Entity): Resource {
  const found = RESOURCES.get(String(method['@odata.type']))
  if (!found) throw new TypeError(`${method['@odata.type']} is not a method of the table`)
  return found
}
