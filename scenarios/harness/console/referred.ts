/** What people choose on a screen: an id that an operation has shown, which no script can know beforehand. */

/** The value at a place in what an operation has shown the last time. */
interface Reference {
  readonly shown: string
  readonly at: readonly (string | number)[]
}

/** The input with the values that its references name. @param shown by operation, what it has shown the last time */
export const referred = (
  shown: ReadonlyMap<string, object>,
  input: Readonly<Record<string, unknown>>,
): object =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, isReference(value) ? valueAt(shown, value) : value]),
  )

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'shown' in value && 'at' in value && Array.isArray(value.at)

const valueAt = (shown: ReadonlyMap<string, object>, { shown: operation, at }: Reference): unknown =>
  at.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    shown.get(operation),
  )
