/** A conformance run as a list of units: pure, so that every machine that is given the same orders has the same list. */
import type { Orders, Unit } from './engine.ts'
import { ENGINES } from './engines/index.ts'

/**
 * All units of a run, what takes longest first.
 * @throws RangeError where no unit has an id that begins as `only` says
 */
export function unitsOf(orders: Orders): readonly Unit[] {
  const { only } = orders
  const all = Object.values(ENGINES).flatMap(({ units }) => units(orders))
  const units = only === undefined ? all : all.filter(({ id }) => id.startsWith(only))
  if (units.length === 0)
    throw new RangeError(
      `no unit has an id that begins with "${only}"; ids begin with ${Object.keys(ENGINES).join('/, ')}/`,
    )
  return units.toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1))
}
