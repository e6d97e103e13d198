/** A conformance run as a list of units: pure, so that every machine that is given the same orders has the same list. */
import type { Orders, Unit } from './engine.ts'
import { ENGINES } from './engines/index.ts'

/** One of so many parts of a run, counted from 1. */
export interface Shard {
  readonly number: number
  readonly of: number
}

const WHOLE: Shard = { number: 1, of: 1 }

/**
 * The units of a run, or of a shard of it, what takes longest first.
 * @throws RangeError where there is none
 */
export function unitsOf(orders: Orders, shard = WHOLE): readonly Unit[] {
  const { only } = orders
  const all = Object.values(ENGINES)
    .flatMap(({ units }) => units(orders))
    .filter(({ id }) => only === undefined || id.startsWith(only))
    .toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1))
  const own = all.filter((_, i) => isDealt(i, shard))
  if (own.length > 0 || endlessUnitsOf(orders, shard)) return own
  if (all.length > 0)
    throw new RangeError(
      `shard ${shard.number} of ${shard.of} has nothing to play: the run has ${all.length} units`,
    )
  const beginnings = Object.keys(ENGINES).map((name) => `${name}/`)
  throw new RangeError(
    `no unit has an id that begins with "${only}"; ids begin with ${beginnings.join(', ')}`,
  )
}

/** What is played after those until the time is over; undefined where the orders name no time. */
export function endlessUnitsOf(orders: Orders, shard = WHOLE): Generator<Unit> | undefined {
  const { forSeconds, only = '' } = orders
  if (forSeconds === undefined) return undefined
  const endless = Object.entries(ENGINES).flatMap(([name, { endlessUnits }]) =>
    endlessUnits && `${name}/`.startsWith(only) ? [endlessUnits(orders)] : [],
  )
  return endless.length === 0 ? undefined : dealtOf(inTurn(endless), shard)
}

/** One of each, and again, until all have ended. */
function* inTurn(all: readonly Generator<Unit>[]): Generator<Unit> {
  for (let left = [...all]; left.length > 0; ) {
    const next = left.map((one) => [one, one.next()] as const)
    for (const [, { done, value }] of next) if (!done) yield value
    left = next.flatMap(([one, { done }]) => (done ? [] : [one]))
  }
}

function* dealtOf(units: Generator<Unit>, shard: Shard): Generator<Unit> {
  let i = 0
  for (const unit of units) if (isDealt(i++, shard)) yield unit
}

/** Like cards: what takes long is shared out evenly. */
const isDealt = (i: number, { number, of }: Shard): boolean => i % of === number - 1
