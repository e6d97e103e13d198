/**
 * The state that goes to Microsoft's consent page and comes back with the answer: which consent it was for, and a proof that
 * the console asked for it. It is derived, so that nothing has to be kept between the two.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface AskedConsent {
  /** Name of the account in the store. */
  readonly account: string
  readonly purpose: string
  /** Number of the grant: an answer to an earlier one counts for nothing. */
  readonly grant: number
}

/** Only characters that stand in an address as they are. */
export function stateOf(vendorKey: string, asked: AskedConsent): string {
  const text = Buffer.from(JSON.stringify([asked.account, asked.purpose, asked.grant])).toString('base64url')
  return `${text}.${proofOf(vendorKey, text)}`
}

/** What a state was made for; undefined for one that the console has not made. */
export function askedIn(vendorKey: string, state: string): AskedConsent | undefined {
  const [text = '', proof = ''] = state.split('.')
  const own = Buffer.from(proofOf(vendorKey, text))
  const given = Buffer.from(proof)
  if (own.length !== given.length || !timingSafeEqual(own, given)) return undefined
  const [account, purpose, grant] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
    string,
    string,
    number,
  ]
  return { account, purpose, grant }
}

const proofOf = (vendorKey: string, text: string): string =>
  createHmac('sha256', vendorKey).update(`consent ${text}`).digest('hex').slice(0, 32)
