/** The console's operations as the kit tries them: what each takes, right and wrong. */
import { OPERATIONS } from '#cas-core'
import { jsonSchemas, type Shape, sampleOf } from '#input'

export interface TriedOperation {
  readonly name: string
  readonly who: (typeof OPERATIONS)[number]['who']
  /** Input that its schema takes. */
  readonly sample: Readonly<Record<string, unknown>>
  /** Ill-formed inputs, each with the name of the property that is wrong. */
  readonly illFormed: readonly { readonly input: object; readonly place: string }[]
}

/** Of the later generation, by name. @param names of those that the subject has */
export async function triedOperations(names: readonly string[]): Promise<readonly TriedOperation[]> {
  const toJsonSchema = await jsonSchemas()
  const has = new Set(names)
  return OPERATIONS.filter(
    ({ name, generations }) => has.has(name) && generations?.includes('cecp') !== false,
  ).map(({ name, who, input }) => {
    const shape = toJsonSchema(input, 'input') as Shape
    const sample = sampleOf(shape) as TriedOperation['sample']
    return { name, who, sample, illFormed: illFormedOf(shape, sample) }
  })
}

const UNKNOWN = 'noSuchProperty'

function illFormedOf({ properties = {} }: Shape, sample: object): TriedOperation['illFormed'] {
  const texts = Object.entries(properties).filter(([, { type }]) => type === 'string')
  return [
    { input: { ...sample, [UNKNOWN]: true }, place: UNKNOWN },
    ...texts.map(([place]) => ({ input: { ...sample, [place]: 7 }, place })),
  ]
}

/** Operations that only show something, and need nothing to be said. */
export const views = (operations: readonly TriedOperation[]): readonly string[] =>
  operations
    .filter(({ name, sample }) => /^(?:view|list)/.test(name) && Object.keys(sample).length === 0)
    .map(({ name }) => name)
