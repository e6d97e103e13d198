/** Which worlds random scripts play on. A world that a failure shrinks loses its traits one by one. */
import * as fc from 'fast-check'
import { WORLDS } from '#mock-m365'
import { drawnName } from './name.ts'
import { TRAITS } from './traits.ts'

const SEED_MAX = 999

const cheap = TRAITS.filter(({ dear }) => dear !== true)
const dear = TRAITS.filter((trait) => trait.dear === true)

const drawn = (traits: fc.Arbitrary<typeof TRAITS>): fc.Arbitrary<string> =>
  fc.tuple(traits, fc.nat(SEED_MAX)).map(([drawn, seed]) => drawnName(drawn, String(seed)))

const TRAITS_MAX = 6

/** Most runs begin in the two worlds that are made already; making and playing the others costs more. */
export const worlds: fc.Arbitrary<string> = fc.oneof(
  { weight: 320, arbitrary: fc.constantFrom('plain', 'busy') },
  { weight: 80, arbitrary: fc.constantFrom(...WORLDS.map(({ name }) => name)) },
  { weight: 120, arbitrary: drawn(fc.subarray(cheap, { minLength: 1, maxLength: TRAITS_MAX })) },
  { weight: 3, arbitrary: drawn(fc.subarray(dear, { minLength: 1, maxLength: 1 })) },
)
