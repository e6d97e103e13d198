/**
 * The state that goes to Microsoft's pages and comes back with the answer: what was asked for, and a proof that the
 * console asked for it. It is derived, and so is what a sign-in has to prove, so that nothing has to be kept between the two.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface AskedConsent {
  /** Name of the account in the store. */
  readonly account: string
  readonly purpose: string
  /** Number of the grant: an answer to an earlier one counts for nothing. */
  readonly grant: number
  /** The sign-in that follows the consent; undefined for the consent itself. */
  readonly signIn?: {
    /** The tenant that the answer to the consent has named. */
    readonly tenantId: string
    /** When that answer came, in milliseconds since the epoch. */
    readonly since: number
    /** Differs in each sign-in, so that no answer fits a second one. */
    readonly once: string
  }
}

/** Only characters that stand in an address as they are. */
export function stateOf(vendorKey: string, asked: AskedConsent): string {
  const { account, purpose, grant, signIn } = asked
  const parts = [account, purpose, grant, ...(signIn ? [signIn.tenantId, signIn.since, signIn.once] : [])]
  const text = Buffer.from(JSON.stringify(parts)).toString('base64url')
  return `${text}.${proofOf(vendorKey, text)}`
}

/** What a state was made for; undefined for one that the console has not made. */
export function askedIn(vendorKey: string, state: string): AskedConsent | undefined {
  const [text = '', proof = ''] = state.split('.')
  const own = Buffer.from(proofOf(vendorKey, text))
  const given = Buffer.from(proof)
  if (own.length !== given.length || !timingSafeEqual(own, given)) return undefined
  const [account, purpose, grant, tenantId, since = 0, once = ''] = JSON.parse(
    Buffer.from(text, 'base64url').toString(),
  ) as [string, string, number, string?, number?, string?]
  return { account, purpose, grant, ...(tenantId === undefined ? {} : { signIn: { tenantId, since, once } }) }
}

/** What a sign-in with that state has to bring back, and the secret with which its code is redeemed. */
export const secretsOf = (vendorKey: string, state: string) => ({
  nonce: keyed(vendorKey, `nonce ${state}`).digest('base64url'),
  verifier: keyed(vendorKey, `verifier ${state}`).digest('base64url'),
})

const proofOf = (vendorKey: string, text: string): string =>
  keyed(vendorKey, `consent ${text}`).digest('hex').slice(0, 32)

const keyed = (vendorKey: string, text: string) => createHmac('sha256', vendorKey).update(text)
