/** The sign-in service of a cloud: what surrounds it, and what it remembers. */
import type { Surroundings } from '../surroundings.ts'
import type { SignIns } from './sign-ins.ts'
import type { TokenIssuer } from './tokens/tokens.ts'

export interface Entra extends Surroundings, TokenIssuer {
  /** Who is signed in, and which codes and refresh tokens are out. */
  readonly signIns: SignIns
}
