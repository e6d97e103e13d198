/** Consent: the address where an administrator gives it, and how the answer is used. */
import { SIGN_IN_SCOPES } from '../microsoft/entra/sign-in.ts'
import { M365Error } from '../microsoft/errors.ts'
import { RESOURCES } from '../microsoft/token.ts'
import { GRACE_MS } from '../reconcile/question.ts'
import type { Account } from '../service-accounts/kind.ts'
import type { Coded } from '../service-accounts/refusal.ts'
import { NotYetInEffect, outcome, refused, type StageData, type StageOutcome } from './outcome.ts'

/** What an answer from Microsoft's pages is measured by. */
export interface AskedFor {
  readonly application: { readonly clientId: string; readonly redirectUri: string }
  /** Comes back with the answer, which so belongs to this request. */
  readonly state: string
}

/** What one consent is asked for with. */
export interface ConsentRequest extends AskedFor {
  /** All permissions that the application asks for of one resource: `https://graph.microsoft.com/.default`. */
  readonly scope: string
  /** Undefined before the first consent of an organization: the tenant is that of the administrator who signs in. */
  readonly tenantId: string | undefined
}

/** https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export function consentPage({
  application,
  scope,
  state,
  tenantId = 'organizations',
}: ConsentRequest): string {
  const url = new URL(`https://login.microsoftonline.com/${tenantId}/v2.0/adminconsent`)
  url.searchParams.set('client_id', application.clientId)
  url.searchParams.set('scope', scope)
  url.searchParams.set('redirect_uri', application.redirectUri)
  url.searchParams.set('state', state)
  return url.href
}

/** Why an answer does not count as consent. */
export type NoConsent = Coded<
  Pick<
    StageData,
    | 'answer came elsewhere'
    | 'answer to another request'
    | 'consent declined'
    | 'answer without consent'
    | 'consent of another tenant'
  >
>

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * What Microsoft's page answers, or why the answer is none to this request.
 * @param callback the URL to which Microsoft sent the browser back
 */
export function answerIn(
  callback: string,
  { application, state }: AskedFor,
):
  | { readonly query: URLSearchParams }
  | Coded<Pick<StageData, 'answer came elsewhere' | 'answer to another request'>> {
  const own = new URL(application.redirectUri)
  const came = URL.canParse(callback) ? new URL(callback) : undefined
  if (came?.origin !== own.origin || came.pathname !== own.pathname)
    return { code: 'answer came elsewhere', data: { expected: own.href } }
  const { searchParams: query } = came
  if (query.get('state') !== state) return { code: 'answer to another request', data: {} }
  return { query }
}

/** The page's own words about an error; undefined where it tells of none. */
export const errorIn = (query: URLSearchParams): string | undefined =>
  query.has('error') ? (query.get('error_description') ?? query.get('error') ?? '') : undefined

/**
 * In which tenant consent was given, or why it was not. The answer comes from a browser: it names a tenant and proves none.
 * @param callback the URL to which Microsoft sent the browser back
 */
export function consentAnswer(
  callback: string,
  { tenantId, ...asked }: Omit<ConsentRequest, 'scope'>,
): { readonly tenantId: string } | NoConsent {
  const answer = answerIn(callback, asked)
  if ('code' in answer) return answer
  const { query } = answer
  const said = errorIn(query)
  if (said !== undefined) return { code: 'consent declined', data: { said } }
  const tenant = query.get('tenant') ?? ''
  if (query.get('admin_consent') !== 'True' || !GUID.test(tenant))
    return { code: 'answer without consent', data: {} }
  if (tenantId !== undefined && tenant.toLowerCase() !== tenantId.toLowerCase())
    return { code: 'consent of another tenant', data: { tenant: tenantId } }
  return { tenantId: tenant }
}

/**
 * @param state returned by the callback
 * @param withSignIn whether the person who consents signs in to the application next
 * @throws RangeError for a purpose that this kind of account does not have
 */
export function consentUrl(
  { settings, kind }: Account,
  purpose: string,
  state: string,
  withSignIn = false,
): string {
  const consent = kind.consents[purpose]
  if (!consent)
    throw new RangeError(
      `"${purpose}" is not a purpose; the purposes are ${Object.keys(kind.consents).join(', ')}`,
    )
  const { application, tenantId } = settings
  const scope = withSignIn ? signInScope(consent.scope) : consent.scope
  return consentPage({ application, scope, state, tenantId })
}

/**
 * The permissions of Microsoft Graph hold User.Read, which lets people sign in; with those of another resource, Microsoft
 * would ask for one more consent at the sign-in (inferred). The address of a consent may name both (documented:
 * v2-admin-consent).
 */
const signInScope = (scope: string): string =>
  scope.startsWith('https://graph.microsoft.com/') ? scope : [scope, ...SIGN_IN_SCOPES].join(' ')

/**
 * Takes the browser's return from the consent page, where the tenant is known from elsewhere. Whether the permissions are
 * there shows only when a token is used.
 */
export async function acceptConsent(
  account: Account,
  purpose: string,
  callback: string,
  state: string,
): Promise<StageOutcome> {
  const answer = consentAnswer(callback, { ...account.settings, state })
  return 'code' in answer ? refused(answer) : recordConsent(account, purpose)
}

/** Writes down that a consent was given. */
export async function recordConsent({ session, ledger }: Account, purpose: string): Promise<StageOutcome> {
  // a kept token does not know this consent, or the application that a cleanup replaced
  for (const resource of RESOURCES) session.tokens.forget(resource)
  await ledger.append({ type: 'consented', purpose })
  return outcome('done', { code: 'consent recorded', data: { purpose } })
}

/** How often to check whether a consent is known everywhere. */
export const POLL_MS = 60_000
/** For this long after a consent, a refusal counts as "not in effect yet". */
export const NOT_YET_MS = 60 * 60_000

/**
 * Reads with patience: for minutes after a consent some of Microsoft's servers do not know the application or its
 * permissions, which looks as if somebody had removed it.
 * @throws NotYetInEffect where the patience is used up, and the consent was given within the hour
 */
export async function seenAfterConsent<T>({ ledger, session }: Account, read: () => Promise<T>): Promise<T> {
  const { clock, log } = session.ports
  for (;;)
    try {
      return await read()
    } catch (error) {
      const consentedAt = Math.max(0, ...ledger.consents.values())
      const isEarly = clock.now() < consentedAt + NOT_YET_MS
      if (!(error instanceof M365Error) || !isUnseen(error) || !isEarly) throw error
      if (clock.now() >= consentedAt + GRACE_MS) throw new NotYetInEffect(error)
      log.info({ ms: POLL_MS, code: error.code }, 'waiting 60 s for the consent to be known everywhere')
      for (const resource of RESOURCES) session.tokens.forget(resource)
      await clock.sleep(POLL_MS)
    }
}

/** The product's own code for a token without a single permission. */
export const NO_PERMISSION = 'NoPermissionInToken'

/** Refusals of an application that is not known, or not with the permissions that were consented to. */
const UNSEEN =
  /^(?:AADSTS(?:7000229|700016)|Authorization_IdentityNotFound|Authorization_RequestDenied|NoPermissionInToken)$/

const isUnseen = ({ service, code }: M365Error): boolean => service !== 'exchange' && UNSEEN.test(code)
