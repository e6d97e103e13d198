/** Chance for drawn tenants: the same seed gives the same throws on every machine. */
import { seededIds } from '#mock-m365'

export interface Dice {
  /** A whole number from `min` to `max`, both possible. */
  whole(min: number, max: number): number
  /** @throws RangeError for an empty list */
  pick<Value>(values: readonly Value[]): Value
  /** So many of them, each at most once, in their order. */
  some<Value>(values: readonly Value[], count: number): readonly Value[]
  /** Whether something with that chance, from 0 to 1, has come true. */
  comes(chance: number): boolean
}

const HEX_DIGITS = 8

export function diceOf(seed: string): Dice {
  const ids = seededIds(seed)
  /** From 0 to 1, without 1. */
  const next = () => Number.parseInt(ids.uuid().slice(0, HEX_DIGITS), 16) / 16 ** HEX_DIGITS
  const whole = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    whole,
    pick(values) {
      const picked = values[whole(0, values.length - 1)]
      if (picked === undefined) throw new RangeError('there is nothing to pick from')
      return picked
    },
    some(values, count) {
      const left = [...values.keys()]
      const taken = new Set<number>()
      while (taken.size < count && left.length > 0) {
        const [place] = left.splice(whole(0, left.length - 1), 1)
        if (place !== undefined) taken.add(place)
      }
      return values.filter((_, i) => taken.has(i))
    },
    comes: (chance) => next() < chance,
  }
}
