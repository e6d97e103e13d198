/** Names to make people of. Loaded only when asked for: the library takes longer to load than the mock to start. */

export interface Names {
  readonly given: readonly string[]
  readonly surnames: readonly string[]
}

/** The same ones in the same order each time, plain letters only, so that addresses can be made of them. */
export async function namesOfPeople(): Promise<Names> {
  const { faker } = await import('@faker-js/faker/locale/en')
  const { first_name, last_name } = faker.definitions.person
  return { given: plain(first_name.generic), surnames: plain(last_name.generic) }
}

const plain = (names: readonly string[] | null | undefined): string[] => [
  ...new Set((names ?? []).filter((name) => /^[A-Za-z]+$/.test(name))),
]
