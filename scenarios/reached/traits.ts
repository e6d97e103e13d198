import { drawnNameFrom, isDrawn } from '../worlds/name.ts'
import { TRAITS } from '../worlds/traits.ts'
import type { Family } from './family.ts'

export const traits: Family = {
  properties: TRAITS.map(({ name, story }) => ({
    name: `granted with the trait ${name}`,
    statement: `a tenant is granted of which this is true: ${story}`,
  })),
  at: ({ stage, result, world: { script } }) =>
    stage?.op === 'provision' && result.outcome === 'done' && isDrawn(script.world)
      ? drawnNameFrom(script.world).traits.map(({ name }) => `granted with the trait ${name}`)
      : [],
}
