/** The page for people who may not consent: they go back, or ask an administrator where the tenant takes requests. */
import type { Answer } from '../../wire.ts'
import type { Authorization } from '../authorize/authorization-request.ts'
import type { Visitor } from '../authorize/visitor.ts'
import { text } from '../directory/directory.ts'
import type { Account } from '../directory/people.ts'
import type { EntraError } from '../errors.ts'
import { approvalPage, REASON_MAX, requestedPage, requestPage } from '../pages.ts'
import { requestConsent, requestsAreTaken } from './consent-requests.ts'
import type { Consent } from './user-consent.ts'

export interface Barred {
  readonly asked: Authorization
  readonly account: Account
  readonly visitor: Visitor
  readonly consent: Consent
  readonly reason: EntraError
  /** Target of the page's forms, and where the browser may be sent afterwards. */
  readonly page: { readonly action: string; readonly next?: string }
  readonly form: URLSearchParams | undefined
}

/** Answers every decision except to go back, which the caller answers. */
export function approval({ asked, account, visitor, consent, reason, page, form }: Barred): Answer {
  const { entra, arrival, requestId, registration } = asked
  const { canary, headers } = visitor
  const { user, tenant } = account
  const person = { name: text(user.userPrincipalName), canary }
  if (!requestsAreTaken(tenant)) return approvalPage({ ...page, headers, ...person, message: reason.message })
  const why = (form?.get('reason') ?? '').trim().slice(0, REASON_MAX)
  if (form?.get('decision') !== 'request' || why === '')
    return requestPage({
      ...page,
      headers,
      message: reason.message,
      application: text(registration.application.displayName),
      permissions: consent.shown,
      person,
    })
  const actor = { type: 'user', id: text(user.id), displayName: text(user.displayName) } as const
  const write = { at: arrival.at, actor, call: 'Create consent request', requestId }
  const { permissions } = consent
  requestConsent({ entra, registration, account, permissions, reason: why }, write)
  return requestedPage({ ...page, headers, ...person })
}
