/** An action of a rule, compiled. Only types. */
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import type { FatePlace } from '../trace/trace.ts'

/** How an action ends a copy's way. */
export interface End {
  readonly fate: FatePlace
  readonly status?: string
}

/** What an action may do apart from changing the letter. */
export interface Hands {
  /** Resolves an added recipient, a group into its members; none after the limit on added recipients. */
  readonly resolve: (address: string) => readonly Addressee[]
  /** Address of a sender's manager, if the directory has one. */
  readonly managerOf: (sender: string) => string | undefined
}

export interface Action {
  readonly name: string
  readonly value: string
  readonly apply?: (letter: Letter, hands: Hands) => End | undefined
}
