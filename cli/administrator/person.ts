/** The person who administers the tenant: consents on Microsoft's pages, and assigns the role. */
import { type Administrator, administrator, assignExchangeRole } from '#scenarios/administrator'
import { print } from '../print.ts'
import type { ServedMock } from './served-mock.ts'

export interface Person {
  readonly username: string
  readonly mock: ServedMock
  /** With the password from CASPROOF_PASSWORD, or the one that the mock gives everybody. */
  sign(): Administrator
}

/** @throws Error where the name is not a sign-in name */
export function personOf(username: string, fetch: typeof globalThis.fetch, mock: ServedMock): Person {
  const [name = '', domain = ''] = username.split('@')
  if (name === '' || domain === '')
    throw new Error(`--username takes a sign-in name such as admin@contoso.com, not "${username}"`)
  const password = process.env.CASPROOF_PASSWORD ?? `mock-password-of-${name}`
  const account = { userPrincipalName: username, displayName: name, password, roles: [] }
  const facts = { tenantId: domain, displayName: domain, accounts: [account] }
  return { username, mock, sign: () => administrator(fetch, facts, name) }
}

/** Accepts on Microsoft's page. Returns the address to which the browser is sent. @throws Error where the page refuses */
export async function consentOn(own: Administrator, purpose: string, url: string): Promise<string> {
  const answer = await own.consent(url, 'accept')
  if ('callback' in answer) return answer.callback
  throw refusedAt(`consent for ${purpose}`, answer.refusal)
}

/** What Microsoft's page has refused, with the mend. @param what the step */
export const refusedAt = (what: string, refusal: string): Error =>
  new Error(`${what}: ${refusal}; --username names who signs in, CASPROOF_PASSWORD the password`)

const ROLE = 'role Exchange Administrator'

/** Assigns the role to the application, where it does not have it. @throws Error with the mend */
export async function giveRole(person: Person, appId: string, isPim: boolean): Promise<void> {
  const { status, body } = await assignExchangeRole(person.sign(), appId, isPim ? 'PIM' : undefined)
  const { code = '', message = '' } = (body.error ?? {}) as { code?: string; message?: string }
  if (status < 400) print(`${ROLE}: assigned to ${appId}${isPim ? ' through PIM' : ''}\n`)
  else if (status === 409 || /conflicting object|RoleAssignmentExists/i.test(`${code} ${message}`))
    print(`${ROLE}: ${appId} has it already\n`)
  else if (code === 'AadPremiumLicenseRequired') throw new Error(await withoutPim(person))
  else if (status === 404)
    throw new Error(`${ROLE}: the application is not in the tenant yet; the first consent brings it`)
  else throw new Error(`${ROLE}: ${status} ${code}: ${message}`)
}

async function withoutPim({ username, mock }: Person): Promise<string> {
  const others = await mock.domainsWithPim()
  const where = others.length > 0 ? `, or take a tenant that has it: ${others.join(', ')}` : ''
  return `${ROLE}: ${username.split('@')[1]} has no Microsoft Entra ID P2, without which there is no PIM; leave out --pim${where}`
}
