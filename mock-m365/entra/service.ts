/** The sign-in service of a cloud: its surroundings and its state. */
import type { Surroundings } from '../surroundings.ts'
import type { SignIns } from './sign-ins.ts'
import type { TokenIssuer } from './tokens/tokens.ts'

export interface Entra extends Surroundings, TokenIssuer {
  /** Sign-ins, and the issued codes and refresh tokens. */
  readonly signIns: SignIns
}
