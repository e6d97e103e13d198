/** One unit, played in this thread: what it counts, whatever happens in it. */
import { shellWord } from '#output'
import { type Counts, NO_COUNTS } from '#reports'
import { DEFECTS } from '../defects/index.ts'
import type { Warp } from '../harness/world.ts'
import type { Orders, Unit } from './engine.ts'
import { ENGINES } from './engines/index.ts'
import { BROKEN_OFF, Tally } from './tally.ts'

export type UnitPlayer = (unit: Unit) => Promise<Counts>

/**
 * @param nowMs a clock by which to tell how long units take: nothing that is played hears of it
 * @throws RangeError where the orders name an unknown defect
 */
export function unitPlayer(orders: Orders, nowMs: () => number): UnitPlayer {
  const warp = warpOf(orders)
  const players = new Map<Unit['engine'], ReturnType<(typeof ENGINES)['script']['player']>>()
  return async (unit) => {
    const { engine, name } = unit
    const player = players.get(engine) ?? ENGINES[engine].player(orders, warp)
    players.set(engine, player)
    const tally = new Tally()
    const startedAt = nowMs()
    try {
      await player(unit, tally)
    } catch (error) {
      tally.add(brokenUnit(unit, error))
    }
    tally.add({ durations: [{ engine, name, ms: Math.round(nowMs() - startedAt) }] })
    return tally.counts
  }
}

/** What is counted of a unit that an error ended, or the end of its thread. */
export function brokenUnit({ engine, id, name }: Unit, error: unknown): Counts {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const findings = [{ invariant: BROKEN_OFF, detail, step: 0 }]
  return {
    ...NO_COUNTS,
    plays: [{ engine, name, runs: 1, calls: 0, failures: 1 }],
    failures: [{ id, name: id, play: name, findings, moreFindings: 0, commands: 0, replay: onlyCommand(id) }],
  }
}

const onlyCommand = (id: string): string => `npx casproof conform --only ${shellWord(id)}`

function warpOf({ defect }: Orders): Warp {
  if (defect === undefined) return {}
  const found = DEFECTS.find(({ name }) => name === defect)
  if (!found)
    throw new RangeError(
      `"${defect}" is not a defect; the defects are ${DEFECTS.map(({ name }) => name).join(', ')}`,
    )
  return found.warp
}
