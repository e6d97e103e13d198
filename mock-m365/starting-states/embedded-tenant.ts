/** One embedded tenant, and who and what each of them has. */
import type { AccountFacts, CustomerFacts } from './customer.ts'

export interface World {
  readonly name: string
  /** What is special about this tenant, in one sentence. */
  readonly story: string
  readonly customer: CustomerFacts
}

/**
 * The users that the stages need: one who may consent and assign, and one who may not. Passwords work only in
 * the mock.
 */
export function accounts(domain: string): AccountFacts[] {
  const account = (name: string, displayName: string, roles: readonly string[]): AccountFacts => ({
    userPrincipalName: `${name}@${domain}`,
    displayName,
    password: `mock-password-of-${name}`,
    roles,
  })
  return [
    account('admin', 'Adele Global', ['Global Administrator']),
    account('roles', 'Rashid Roles', ['Privileged Role Administrator']),
    account('exchange', 'Erika Exchange', ['Exchange Administrator']),
    account('reader', 'Gerhard Reader', ['Global Reader']),
    account('user', 'Ursula User', []),
  ]
}

export const PEOPLE = [
  'Ada Lovelace',
  'Blaise Pascal',
  'Chien-Shiung Wu',
  'Dorothy Hodgkin',
  'Emmy Noether',
  'Felix Bloch',
]
export const GROUPS = { Research: ['Ada Lovelace', 'Emmy Noether'], Finance: ['Blaise Pascal'], Empty: [] }
