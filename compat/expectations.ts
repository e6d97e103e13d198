/** What every client must have heard, said once. */
import { equal, match, ok } from 'node:assert/strict'
import { GRAPH, type World } from './client.ts'

/** A token for Graph, of the tenant, for an application alone or for a person. */
export function checkToken(
  world: World,
  token: string | null | undefined,
  holder: 'application' | 'person',
): void {
  const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()
  const { aud, tid, idtyp, app_displayname } = JSON.parse(payload)
  equal(aud, GRAPH)
  equal(tid, world.tenantId)
  equal(idtyp, holder === 'person' ? 'user' : 'app')
  ok(app_displayname)
}

/** What OpenID Connect says of the person who signed in. */
export function checkPerson(world: World, claims: Readonly<Record<string, unknown>>): void {
  const [user] =
    world.cloud.tenants.get(world.tenantId)?.find('users', 'userPrincipalName', world.person.username) ?? []
  ok(user)
  equal(claims.name, user.displayName)
}

/** As many users as the tenant has, each once. */
export function checkEveryone(world: World, userPrincipalNames: readonly unknown[]): void {
  const all = world.cloud.tenants.get(world.tenantId)?.list('users') ?? []
  equal(new Set(userPrincipalNames).size, userPrincipalNames.length)
  equal(userPrincipalNames.length, all.length)
}

/** Whether the tenant has a user or a group of that id. */
export function checkPresence(world: World, kind: 'users' | 'groups', id: unknown, present: boolean): void {
  match(String(id), /^[0-9a-f-]{36}$/)
  equal(world.cloud.tenants.get(world.tenantId)?.get(kind, String(id)) !== undefined, present)
}

/** The client's own error; Kiota's is a plain object. @throws where the act succeeds */
export async function errorOf(act: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
  const outcome = await act.then(
    () => undefined,
    (error: unknown) => error,
  )
  ok(typeof outcome === 'object' && outcome !== null, 'the client heard of no error')
  return Object.assign(outcome)
}
