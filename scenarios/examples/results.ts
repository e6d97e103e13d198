/** What became of the documented examples. The test next to it writes them where the examples are there. They are kept for where they are not. */

import { FAULTS, type Fault } from './divergence.ts'
import type { Judged, Outcome } from './judged.ts'
import results from './results.json' with { type: 'json' }

export interface Shares {
  readonly version: 'v1.0' | 'beta'
  readonly examples: number
  /** Whose path and method are emulated. */
  readonly emulated: number
  readonly counts: Readonly<Record<Outcome, number>>
  /** Matches of all emulated ones, and of those whose page is not at fault; from 0 to 1. */
  readonly ofEmulated: number
  readonly ofSound: number
  /** The same without what is refused as a form that is not emulated. */
  readonly ofSoundForms: number
}

const isOutcome = (text: string): text is Outcome =>
  text === 'matches' || text === 'not emulated' || text === 'unexplained' || Object.hasOwn(FAULTS, text)

export const RESULTS: readonly Judged[] = results.map(({ outcome, ...one }) => {
  if (!isOutcome(outcome)) throw new TypeError(`results.json says ${outcome} of ${one.id}`)
  return { ...one, outcome }
})

export function sharesOf(judged: readonly Judged[]): Shares[] {
  return (['v1.0', 'beta'] as const).map((version) => {
    const own = judged.filter(({ id }) => id.startsWith('beta/') === (version === 'beta'))
    const count = (outcome: Outcome) => own.filter((one) => one.outcome === outcome).length
    const faults = Object.keys(FAULTS) as Fault[]
    const outcomes: readonly Outcome[] = ['matches', 'not emulated', 'unexplained', ...faults]
    const counts = Object.fromEntries(outcomes.map((one) => [one, count(one)])) as Record<Outcome, number>
    const emulated = own.length - counts['not emulated']
    const sound = emulated - counts.page
    const ratio = (of: number) => (of === 0 ? 0 : counts.matches / of)
    const shares = {
      ofEmulated: ratio(emulated),
      ofSound: ratio(sound),
      ofSoundForms: ratio(sound - counts.form),
    }
    return { version, examples: own.length, emulated, counts, ...shares }
  })
}
