/** How one end state differs from another, in words: which object, which property, and by how much. */
const SAID_MAX = 3
const VALUE_CHARACTERS_MAX = 60

interface Standing {
  readonly kind: string
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** @param state and @param wanted as `endStateOf` writes them */
export function stateDifference(state: string, wanted: string): string {
  const [have, want] = [state.split('\n'), wanted.split('\n')]
  const seen = have.filter((line) => line !== '' && !want.includes(line)).map(standingIn)
  const expected = want.filter((line) => line !== '' && !have.includes(line)).map(standingIn)
  const isSame = (one: Standing) => (other: Standing) => one.kind === other.kind && one.name === other.name
  const said = [
    ...expected.flatMap((one) => {
      const found = seen.find(isSame(one))
      return found ? fieldsThatDiffer(found, one) : [`${titleOf(one)} is missing`]
    }),
    ...seen.filter((one) => !expected.some(isSame(one))).map((one) => `${titleOf(one)} is there`),
  ]
  const more = said.length > SAID_MAX ? [`… and ${said.length - SAID_MAX} more differences`] : []
  return [...said.slice(0, SAID_MAX), ...more].join('; ')
}

function standingIn(line: string): Standing {
  const at = line.indexOf(' ')
  const fields: Record<string, unknown> = JSON.parse(line.slice(at + 1))
  const name = String(fields.Name ?? fields.displayName ?? fields.SendingInfrastructure ?? '')
  return { kind: line.slice(0, at), name, fields }
}

const titleOf = ({ kind, name }: Standing): string => (name === '' ? kind : `${kind} "${name}"`)

function fieldsThatDiffer(seen: Standing, expected: Standing): string[] {
  const properties = new Set([...Object.keys(expected.fields), ...Object.keys(seen.fields)])
  return [...properties]
    .map((property) => [property, valueIn(expected, property), valueIn(seen, property)] as const)
    .filter(([, wanted, found]) => JSON.stringify(wanted) !== JSON.stringify(found))
    .map(([property, wanted, found]) => `${titleOf(expected)}: ${property}: ${wordsFor(wanted, found)}`)
}

const valueIn = ({ fields }: Standing, property: string): unknown =>
  Object.hasOwn(fields, property) ? fields[property] : undefined

function wordsFor(wanted: unknown, found: unknown): string {
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length !== found.length)
    return `${wanted.length} ${wanted.length === 1 ? 'entry' : 'entries'} expected, ${found.length} seen`
  return `${short(wanted)} expected, ${short(found)} seen`
}

const short = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX - 1)}…`
}
