/** What an action of a rule is, compiled. Types alone. */
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import type { FatePlace } from '../trace/trace.ts'

/** How an action ends a copy's way. */
export interface End {
  readonly fate: FatePlace
  readonly status?: string
}

/** What an action may do besides changing the letter. */
export interface Hands {
  /** Resolves a further recipient, a group into its members; nobody once the rules have added their fill. */
  readonly resolve: (address: string) => readonly Addressee[]
  /** Address of a sender's manager, where the directory knows one. */
  readonly managerOf: (sender: string) => string | undefined
}

export interface Action {
  readonly name: string
  readonly value: string
  readonly apply?: (letter: Letter, hands: Hands) => End | undefined
}
