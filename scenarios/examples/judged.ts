/** What a replay means: as documented, not emulated, or different, and then why. */
import {
  type Difference,
  type DocumentedExample,
  type Replayed,
  replay,
} from '#mock-m365/documented-examples'
import { type Divergence, FAULTS, type Fault } from './divergence.ts'
import { DIVERGENCES } from './divergences.ts'
import { MISPRINTS } from './misprints.ts'

export type Outcome = 'matches' | 'not emulated' | Fault | 'unexplained'

/** One example, without a word of Microsoft's text. */
export interface Judged {
  readonly id: string
  /** The operation that took the request; absent where it is not emulated. */
  readonly operation?: string
  readonly outcome: Outcome
  /** Why it differs, each reason once. */
  readonly because?: readonly string[]
}

const SEVERITY: readonly Outcome[] = ['unexplained', ...(Object.keys(FAULTS) as Fault[])]

export const textOf = ({ kind, at }: Difference): string => `${kind} ${at}`

const claims = (divergence: Divergence, id: string, difference: Difference): boolean =>
  divergence.examples.test(id) && (divergence.differences?.test(textOf(difference)) ?? true)

export interface Played extends Replayed {
  readonly example: DocumentedExample
}

/** @returns the first divergence that claims each difference; undefined for one that nothing claims */
export const reasonsFor = ({ id, differences, example }: Played): (Reason | undefined)[] =>
  differences.map(
    (difference): Reason | undefined =>
      DIVERGENCES.find((one) => claims(one, id, difference)) ??
      MISPRINTS.filter(({ shows }) => shows(example, difference)).map(
        ({ because }): Reason => ({ fault: 'page', because }),
      )[0],
  )

type Reason = Pick<Divergence, 'fault' | 'because'>

/** An example is as bad as the worst of its differences. */
export function judge(replayed: Played): Judged {
  const { id, operation, differences } = replayed
  if (operation === undefined) return { id, outcome: 'not emulated' }
  if (differences.length === 0) return { id, operation, outcome: 'matches' }
  const reasons = reasonsFor(replayed)
  const faults = new Set<Outcome>(reasons.map((reason) => reason?.fault ?? 'unexplained'))
  const outcome = SEVERITY.find((one) => faults.has(one)) ?? 'unexplained'
  const because = reasons.map((reason, at) => reason?.because ?? textOf(differences[at] ?? NONE))
  return { id, operation, outcome, because: [...new Set(because)] }
}

const NONE: Difference = { kind: 'status', at: '' }

export async function replayAll(examples: readonly DocumentedExample[]): Promise<Played[]> {
  const played: Played[] = []
  for (const example of examples) played.push({ ...(await replay(example)), example })
  return played
}
