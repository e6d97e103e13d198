import { DAY_MS } from '../../../times.ts'
import type { Answer } from '../../../wire.ts'
import { areFamily } from '../../directory/first-party.ts'
import { accountOf } from '../../directory/people.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import { answerForPerson, type Request } from './grant.ts'
import { wordsAsked } from './words-asked.ts'

/** Documented: 90 days without use, or one day in all where it was issued to a single-page application. */
const INACTIVE_MS = 90 * DAY_MS
const PAGE_MS = DAY_MS

/**
 * A new refresh token comes with each answer, and the one that was sent stays valid (documented).
 * https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export function refreshToken(request: Request): Answer {
  const { entra, arrival, realm, form, client } = request
  const from = entra.signIns.refreshTokens.get(required(form, 'refresh_token'), arrival.at)
  if (!from) throw refuse.grantMalformed()
  if (from.appId !== client.appId && !areFamily(from.appId, client.appId)) throw refuse.grantOfAnother()
  if (realm.tenant && realm.tenant.id !== from.who.tenantId) throw refuse.grantOfAnotherTenant()
  if (from.platform === 'spa' && arrival.at >= from.begunAt + PAGE_MS)
    throw refuse.refreshTokenOfPage({ issuedAt: from.begunAt })
  if (arrival.at >= from.at + INACTIVE_MS) throw refuse.refreshTokenInactive({ issuedAt: from.at })
  const account = accountOf(entra, from.who)
  return answerForPerson(request, { account, ...wordsAsked(request, from), platform: from.platform, from })
}
