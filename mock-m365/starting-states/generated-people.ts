/** Names of as many people as wanted. Loaded only when asked for: the library takes longer to load than the mock to start. */

const COUNT_MAX = 100_000

/**
 * The same seed gives the same names, each once.
 * @throws RangeError for more than 100,000
 */
export async function generatedPeople(count: number, seed: number): Promise<string[]> {
  if (!(Number.isInteger(count) && count >= 0 && count <= COUNT_MAX))
    throw new RangeError(`${count} people cannot be generated; at most ${COUNT_MAX} can`)
  const { faker } = await import('@faker-js/faker/locale/en')
  faker.seed(seed)
  const seen = new Map<string, number>()
  return Array.from({ length: count }, () => {
    const name = `${faker.person.firstName()} ${faker.person.lastName()}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} ${times}`
  })
}
