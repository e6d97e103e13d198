/**
 * Every refusal of the sign-in service: one table, a row for each. The functions are derived from it.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
import { AUTHORIZATION } from './authorization.ts'
import { CLIENTS } from './clients.ts'
import { GRANTS } from './grants.ts'
import { PEOPLE } from './people.ts'
import { REQUESTS } from './requests.ts'
import { refusalsOf } from './row.ts'

export const REFUSALS = { ...REQUESTS, ...CLIENTS, ...GRANTS, ...PEOPLE, ...AUTHORIZATION } as const

/** `throw refuse.userNotFound({ upn, tenant })` */
export const refuse = refusalsOf(REFUSALS)
