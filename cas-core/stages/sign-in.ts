/**
 * The tenant that an organization may be tied to. Anybody can write the address to which Microsoft sends a browser back after a
 * consent, with any tenant in it; so the administrator signs in as well, and the id token tells the tenant.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent: the tenant of the answer must not authorize anybody
 */
import type { SignedIn } from '../microsoft/entra/id-token.ts'
import { GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR } from '../microsoft/entra/roles.ts'
import { type SignInRequest, signedIn } from '../microsoft/entra/sign-in.ts'
import { M365Error } from '../microsoft/errors.ts'
import type { Ports } from '../ports.ts'
import { GRACE_MS } from '../reconcile/question.ts'
import type { Coded } from '../service-accounts/refusal.ts'
import { answerIn, errorIn, POLL_MS } from './consent.ts'
import { NotYetInEffect, outcome, refused, type StageData, type StageOutcome } from './outcome.ts'

/**
 * Roles of those who may give every consent that the product asks for, and so speak for their tenant. Without one, an
 * account of the tenant proves nothing: every employee and every guest has one.
 */
export const SPEAKING: readonly string[] = [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR]

/** Refusals of an application whose consent is not known everywhere yet. */
const UNSEEN = /^AADSTS(?:65001|700016|7000229)$/

/** The code was redeemed before, by a try whose answer was lost, or is too old by now. */
const SPENT = /^AADSTS(?:54005|70008)$/

/** Who has to sign in. */
export interface WantedPerson {
  readonly tenantId: string
  /** Template ids of directory roles, of which one is needed. */
  readonly roles: readonly string[]
  /** When it was first asked for, in milliseconds since the epoch: a consent may just have been given. */
  readonly since: number
}

/**
 * Redeems what the browser brought back from the sign-in. Done where such a person of the tenant has signed in; nothing is
 * written down. Pending with `sign-in asked` where some of Microsoft's servers do not know the consent yet: a minute has
 * passed then, and the sign-in begins again, since a code is good for one try; so it does where the code is spent.
 * @throws M365Error, NotYetInEffect
 */
export async function proveTenant(
  ports: Ports,
  request: SignInRequest,
  callback: string,
  wanted: WantedPerson,
): Promise<StageOutcome> {
  const code = codeIn(callback, request)
  if (typeof code !== 'string') return refused(code)
  let person: SignedIn
  try {
    person = await signedIn(ports, request, code)
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    if (SPENT.test(error.code)) return outcome('pending', { code: 'sign-in asked', data: {} })
    if (!UNSEEN.test(error.code)) throw error
    if (ports.clock.now() >= wanted.since + GRACE_MS) throw new NotYetInEffect(error)
    ports.log.info({ ms: POLL_MS, code: error.code }, 'waiting 60 s for the consent to be known everywhere')
    await ports.clock.sleep(POLL_MS)
    return outcome('pending', { code: 'sign-in asked', data: {} })
  }
  const objection = objectionTo(person, wanted)
  return objection ? refused(objection) : outcome('done', { code: 'tenant proven', data: {} })
}

function codeIn(
  callback: string,
  request: SignInRequest,
):
  | string
  | Coded<
      Pick<
        StageData,
        'answer came elsewhere' | 'answer to another request' | 'sign-in declined' | 'answer without sign-in'
      >
    > {
  const answer = answerIn(callback, request)
  if ('code' in answer) return answer
  const said = errorIn(answer.query)
  if (said !== undefined) return { code: 'sign-in declined', data: { said } }
  return answer.query.get('code') || { code: 'answer without sign-in', data: {} }
}

function objectionTo(
  person: SignedIn,
  { tenantId, roles }: WantedPerson,
): Coded<Pick<StageData, 'signed in to another tenant' | 'signed in without role'>> | undefined {
  if (person.tenantId.toLowerCase() !== tenantId.toLowerCase())
    return { code: 'signed in to another tenant', data: { tenant: tenantId } }
  if (!roles.some((role) => person.directoryRoles.has(role)))
    return { code: 'signed in without role', data: {} }
  return undefined
}
