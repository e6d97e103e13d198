/** Exchange Online's admin endpoint of a cloud: its surroundings and its state. */
import type { TokenIssuer } from '../entra/tokens/tokens.ts'
import type { Surroundings } from '../surroundings.ts'
import type { PagedBodies } from './wire/pages.ts'
import type { Rates } from './wire/rates.ts'

export interface Exchange extends Surroundings {
  /** The issuer of the tokens that it accepts. */
  readonly issuer: TokenIssuer
  /** The rates of callers, where limits are enforced. */
  readonly rates: Rates | undefined
  /** Bodies of requests whose pages are still to be fetched. */
  readonly bodies: PagedBodies
}
