/**
 * Names of drawn worlds: `drawn:SEED`, or `drawn:TRAIT,TRAIT:SEED` for those traits and no others. A name is all of a
 * world: with the name everybody has the same tenant.
 */
import { diceOf } from './dice.ts'
import type { Trait } from './trait.ts'
import { TRAITS } from './traits.ts'

export interface DrawnName {
  readonly traits: readonly Trait[]
  readonly seed: string
}

const DRAWN = /^drawn:(?:(?<listed>[a-z0-9,-]*):)?(?<seed>[A-Za-z0-9_-]{1,64})$/

const FORM =
  'drawn worlds are named drawn:SEED, or drawn:TRAIT,TRAIT:SEED, with a seed of 1 to 64 letters, digits, - or _'

export const isDrawn = (name: string): boolean => name.startsWith('drawn:')

/** @throws RangeError telling the form, or the traits, where the name names no world */
export function drawnNameFrom(name: string): DrawnName {
  const { listed, seed } = DRAWN.exec(name)?.groups ?? {}
  if (seed === undefined) throw new RangeError(`${JSON.stringify(name)} is not a world; ${FORM}`)
  if (listed === undefined) return { traits: traitsDrawn(seed), seed }
  const names = listed === '' ? [] : listed.split(',')
  const unknown = names.find((one) => !TRAITS.some((trait) => trait.name === one))
  if (unknown !== undefined)
    throw new RangeError(
      `"${unknown}" in ${JSON.stringify(name)} is not a trait; the traits are ${TRAITS.map((one) => one.name).join(', ')}`,
    )
  return { traits: TRAITS.filter((one) => names.includes(one.name)), seed }
}

export const drawnName = (traits: readonly Pick<Trait, 'name'>[], seed: string): string =>
  `drawn:${traits.map(({ name }) => name).join(',')}:${seed}`

/** Each by its own throw, so that one more trait in the table leaves the others as they are. */
const traitsDrawn = (seed: string): readonly Trait[] =>
  TRAITS.filter(({ name, percent }) => diceOf(`${seed} has ${name}`).comes(percent / 100))
