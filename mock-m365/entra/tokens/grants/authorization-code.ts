import { createHash } from 'node:crypto'
import type { Answer } from '../../../wire.ts'
import { accountOf } from '../../directory/people.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import type { AuthorizationCode } from '../../sign-ins.ts'
import { answerForPerson, type Request } from './grant.ts'
import { wordsAsked } from './words-asked.ts'

/** Documented as about ten minutes. */
const CODE_MS = 10 * 60_000

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#redeem-a-code-for-an-access-token */
export function authorizationCode(request: Request): Answer {
  const { entra, arrival, realm, form, client } = request
  const sent = required(form, 'code')
  const code = entra.signIns.codes.get(sent, arrival.at)
  if (!code) throw refuse.grantMalformed()
  if (code.appId !== client.appId) throw refuse.grantOfAnother()
  if (realm.tenant && realm.tenant.id !== code.who.tenantId) throw refuse.grantOfAnotherTenant()
  if (code.redeemed) throw refuse.codeRedeemed()
  if (arrival.at >= code.at + CODE_MS) throw refuse.codeExpired()
  const redirectUri = required(form, 'redirect_uri')
  if (!isSameAddress(redirectUri, code.redirectUri))
    throw refuse.replyAddressDiffers({ sent: redirectUri, first: code.redirectUri })
  checkVerifier(code, form.get('code_verifier'))
  const account = accountOf(entra, code.who)
  const { platform, nonce, contexts } = code
  const words = wordsAsked(request, code)
  const answer = answerForPerson(request, { account, ...words, platform, nonce, contexts })
  entra.signIns.codes.replace(sent, { ...code, redeemed: true })
  return answer
}

function checkVerifier({ challenge }: AuthorizationCode, verifier: string | null): void {
  if (!challenge) return
  const hashed = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
  if (challenge.value !== (challenge.method === 'S256' ? hashed : verifier)) throw refuse.verifierWrong()
}

/**
 * A redirect to an address without a path gets a final slash (documented), and some clients redeem with that
 * address. That both spellings are equal is inferred.
 */
const isSameAddress = (one: string, other: string): boolean => withSlash(one) === withSlash(other)

const withSlash = (address: string): string =>
  /^https?:\/\/[^/?#]+$/.test(address) ? `${address}/` : address
