/** Exchange Online's admin endpoint of a cloud: what surrounds it, and what it remembers. */
import type { TokenIssuer } from '../entra/tokens/tokens.ts'
import type { Surroundings } from '../surroundings.ts'
import type { PagedBodies } from './wire/pages.ts'
import type { Rates } from './wire/rates.ts'

export interface Exchange extends Surroundings {
  /** Whose tokens it takes. */
  readonly issuer: TokenIssuer
  /** What a caller may ask, where limits are enforced. */
  readonly rates: Rates | undefined
  /** Bodies of requests whose pages are still to be fetched. */
  readonly bodies: PagedBodies
}
