/**
 * The second step of a sign-in, where a policy, the tenant, or the request's `claims` require it.
 * https://learn.microsoft.com/entra/identity/authentication/concept-mfa-howitworks
 */
import type { Answer } from '../../wire.ts'
import { resourceNamed, text } from '../directory/directory.ts'
import type { Account } from '../directory/people.ts'
import { EntraError } from '../errors.ts'
import { secondStepPage } from '../pages.ts'
import { refuse } from '../refusals/index.ts'
import { type SignedIn, STRONG } from '../sign-ins.ts'
import { claimsAsked } from '../tokens/claims-request.ts'
import { UNNAMED, wordsOf } from '../tokens/scopes.ts'
import { GRAPH_APP_ID } from '../well-known.ts'
import type { Authorization } from './authorization-request.ts'
import { checkPolicies } from './conditional-access.ts'
import { canApprove, factorsOf, hasCodes, isRightCode, registerApp } from './second-factors.ts'
import { cookieOf, isOwnForm, type Visitor } from './visitor.ts'

export interface Step {
  readonly asked: Authorization
  readonly account: Account
  readonly visitor: Visitor
  readonly form: URLSearchParams | undefined
  /** Target of the page's form, and where the browser may be sent afterwards. */
  readonly page: { readonly action: string; readonly next?: string }
}

/** The person with their new authentication, or the page that asks for it. @throws EntraError 53003, 70043 */
export function secondStep(step: Step): Account | Answer {
  const { asked, account } = step
  const missing = missingFactor(asked, account)
  if (!missing) return account
  if (asked.prompts.has('none')) throw missing
  const failure = tried(step)
  return typeof failure === 'string' ? pageOf(step, failure) : failure
}

/** Why this sign-in is not enough yet. */
function missingFactor({ entra, arrival, version, parameters }: Authorization, account: Account) {
  const { tenant, user, who } = account
  const resource = version === 1 ? parameters.get('resource') || undefined : undefined
  const named = [...wordsOf(parameters.get('scope') ?? '', resource).byResource.keys()]
  const { contexts, factor } = claimsAsked(parameters)
  for (const name of named.length > 0 ? named : [UNNAMED]) {
    const found = resourceNamed(entra, tenant, name === UNNAMED ? GRAPH_APP_ID : name)
    if (!found) continue
    const subject = { tenant, id: text(user.id), type: 'user', resource: found, contexts, factor } as const
    try {
      checkPolicies({ ...subject, amr: who.amr, signedInAt: who.at }, arrival.at)
    } catch (error) {
      if (error instanceof EntraError && FACTOR_CODES.has(error.code)) return error
      throw error
    }
  }
  return undefined
}

const FACTOR_CODES = new Set([50076, 50079])

/** The result of the form: the person with the second factor, or why the page is shown (again). */
function tried({ asked, account, visitor, form }: Step): Account | string {
  const { entra, arrival, requestId } = asked
  if (!form || !isOwnForm(visitor, form)) return ''
  const factors = factorsOf(account.tenant, text(account.user.id))
  const factor = form.get('factor')
  const code = form.get('otc')
  if (factor === 'deny') return refuse.secondFactorFailed().message
  if (factor === 'register' && factors.length === 0) {
    registerApp(entra, account, arrival.at, requestId)
    return ''
  }
  if (factor === 'approve' && canApprove(factors)) return strengthened(asked, account)
  if (!code) return ''
  return isRightCode(factors, code, arrival.at)
    ? strengthened(asked, account)
    : refuse.secondFactorFailed().message
}

/** The browser's session remembers it, so that the next application does not ask again. */
function strengthened({ entra, arrival }: Authorization, account: Account): Account {
  const who = { ...account.who, amr: STRONG }
  const { sessions } = entra.signIns
  const key = cookieOf(arrival)
  const session = sessions.get(key, arrival.at)
  if (session) {
    const isSame = (one: SignedIn) => one.tenantId === who.tenantId && one.userId === who.userId
    sessions.replace(key, { ...session, accounts: session.accounts.map((one) => (isSame(one) ? who : one)) })
  }
  return { ...account, who }
}

function pageOf({ account, visitor, page }: Step, message: string): Answer {
  const { tenant, user } = account
  const factors = factorsOf(tenant, text(user.id))
  return secondStepPage({
    ...page,
    headers: visitor.headers,
    message,
    name: text(user.userPrincipalName),
    account: text(user.id),
    canary: visitor.canary,
    codes: hasCodes(factors),
    approval: canApprove(factors),
  })
}
