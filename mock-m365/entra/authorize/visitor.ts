/** The browser's user: people signed in by cookie, or by the form of a page. */

import type { Arrival } from '../../wire.ts'
import { text } from '../directory/directory.ts'
import { type Account, accountOf, signInTo } from '../directory/people.ts'
import { EntraError } from '../errors.ts'
import type { Realm } from '../realm.ts'
import type { Entra } from '../service.ts'
import { ticket } from '../tokens/grants/grant.ts'

export interface Visitor {
  /** Valid sign-ins that fit the realm; the last one first. */
  readonly accounts: readonly Account[]
  /** Token in the forms of the pages; empty where nobody is signed in. */
  readonly canary: string
  /** Names the browser's session; empty where it has none. */
  readonly session: string
  /** Headers for the answer. */
  readonly headers: Readonly<Record<string, string>>
}

const COOKIE = 'ESTSAUTH'
const ACCOUNTS_MAX = 8
const APPLICATIONS_MAX = 64

export function visitorOf(entra: Entra, arrival: Arrival, realm: Realm): Visitor {
  const id = cookieOf(arrival)
  const session = entra.signIns.sessions.get(id, arrival.at)
  const accounts = (session?.accounts ?? []).flatMap((who) => {
    const account = validAccount(() => accountOf(entra, who))
    return account && fits(realm, account) ? [account] : []
  })
  const canary = accounts.length > 0 ? (session?.canary ?? '') : ''
  return { accounts, canary, session: session ? id : '', headers: {} }
}

/**
 * A sign-in on a page. Each one starts a new session, so that a planted cookie is useless. @throws EntraError
 */
export function signInOn(
  entra: Entra,
  arrival: Arrival,
  realm: Realm,
  username: string,
  password: string,
): Visitor {
  const account = signInTo(entra, realm, username, password, arrival.at)
  const { sessions } = entra.signIns
  const before = cookieOf(arrival)
  const left = sessions.get(before, arrival.at)
  const others = (left?.accounts ?? []).filter(
    ({ tenantId, userId }) => tenantId !== account.tenant.id || userId !== text(account.user.id),
  )
  const id = ticket(entra, '')
  const canary = ticket(entra, '')
  sessions.delete(before)
  const accounts = [account.who, ...others].slice(0, ACCOUNTS_MAX)
  sessions.put(id, { accounts, canary, appIds: left?.appIds ?? [] }, arrival.at)
  return { accounts: [account], canary, session: id, headers: { 'Set-Cookie': cookie(id) } }
}

/** Remembers that the application was told who is signed in. */
export function tellApplication(entra: Entra, { at }: Arrival, visitor: Visitor, appId: string): void {
  const { sessions } = entra.signIns
  const session = sessions.get(visitor.session, at)
  if (!session || session.appIds[0] === appId) return
  const appIds = [appId, ...session.appIds.filter((one) => one !== appId)].slice(0, APPLICATIONS_MAX)
  sessions.replace(visitor.session, { ...session, appIds })
}

/** The applications of the browser's session. */
export const applicationsOf = (entra: Entra, arrival: Arrival): readonly string[] =>
  entra.signIns.sessions.get(cookieOf(arrival), arrival.at)?.appIds ?? []

/** Whether a form comes from a page that this browser was shown. */
export const isOwnForm = ({ canary }: Visitor, form: URLSearchParams): boolean =>
  canary !== '' && form.get('canary') === canary

export function signOut(entra: Entra, arrival: Arrival): Readonly<Record<string, string>> {
  entra.signIns.sessions.delete(cookieOf(arrival))
  return { 'Set-Cookie': `${cookie('')}; Max-Age=0` }
}

/** Cross-site, like the real cookie: applications of other origins sign in silently in a frame. */
const cookie = (value: string): string => `${COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=None`

/** Names the browser's session; empty where it has none. */
export function cookieOf({ headers }: Arrival): string {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name = '', value = ''] = part.trim().split('=')
    if (name === COOKIE) return value
  }
  return ''
}

const fits = ({ word, tenant }: Realm, account: Account): boolean =>
  word !== 'consumers' && (!tenant || tenant.id === account.tenant.id)

function validAccount(find: () => Account): Account | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof EntraError) return undefined
    throw error
  }
}
