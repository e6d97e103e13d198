/**
 * A process that plays the four stages once at every site, under two settings of the policies and on two tenants, so
 * that each run leads through states of mail that were never seen before in it. Says as JSON what the watch over mail
 * took of it and what everything else did, in microseconds of processor time, and how many writes were watched.
 */

import { publishedSites } from '#reports'
import { embeddedOrigin, FOUR_STAGES, mailWatchOf, type PlayOptions, play } from '#scenarios'
import { processorTime } from './measurement.ts'

const TENANTS = ['plain', 'busy'] as const
const POLICIES = ['all', 'mixed'] as const

let [watching, writes, runs] = [0, 0, 0]
const began = processorTime()
for (const world of TENANTS)
  for (const policies of POLICIES)
    for (const { name: site } of publishedSites) {
      const script = {
        v: 1,
        name: 'bench',
        seed: 'bench',
        world,
        site,
        directions: 'both',
        policies,
        steps: FOUR_STAGES,
      } as const
      await play(script, embeddedOrigin(world), { invariants: [stopwatch()] })
      runs++
    }
process.stdout.write(
  `${JSON.stringify({ runs, writes, watching, else: processorTime() - began - watching })}\n`,
)

/** An invariant that only asks for what the others ask for, and so does their work: the run remembers the answer. */
function stopwatch(): NonNullable<PlayOptions['invariants']>[number] {
  return {
    name: 'stopwatch',
    statement: 'A stopwatch runs while the mail is watched.',
    clauses: [],
    check(moment) {
      const before = processorTime()
      writes += mailWatchOf(moment)?.writes ?? 0
      watching += processorTime() - before
      return undefined
    },
  }
}
