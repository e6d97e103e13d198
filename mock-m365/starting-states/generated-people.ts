/** Names for generated people. Loaded only when needed: the library takes longer to load than the mock to start. */

export interface Names {
  readonly given: readonly string[]
  readonly surnames: readonly string[]
}

/** Always the same names in the same order, in plain letters, so that addresses can be derived. */
export async function namesOfPeople(): Promise<Names> {
  const { faker } = await import('@faker-js/faker/locale/en')
  const { first_name, last_name } = faker.definitions.person
  return { given: plain(first_name.generic), surnames: plain(last_name.generic) }
}

const plain = (names: readonly string[] | null | undefined): string[] => [
  ...new Set((names ?? []).filter((name) => /^[A-Za-z]+$/.test(name))),
]
