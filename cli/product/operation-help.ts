/** The operations in words: the list, and what one of them takes. */
import { OPERATIONS } from '#cas-core'
import { quotedWord } from '#output'
import { beside, COLUMNS, wrapped } from '../terminal.ts'
import { nearNames } from './near.ts'
import { type OperationInput, operationInput } from './operation-input.ts'

type Row = (typeof OPERATIONS)[number]

const WHO = {
  anyone: 'anyone',
  administrator: 'Global administrator',
  vendor: 'vendor (--role vendor)',
} as const

/** @throws Error with names that may have been meant */
export function operationNamed(name: string): Row {
  const row = OPERATIONS.find((one) => one.name === name)
  if (row) return row
  const near = nearNames(
    name,
    OPERATIONS.map((one) => one.name),
  )
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''
  throw new Error(`"${name}" is not an operation${hint}; casproof product --list lists them`)
}

/** All operations by screen: what each does, who may, and in which generation it is, where not in all. */
export function operationList(): string {
  const screens = [...new Set(OPERATIONS.map(({ screen }) => screen))]
  const at = Math.max(...OPERATIONS.map(({ name }) => name.length)) + 4
  const parts = screens.map((screen) => {
    const rows = OPERATIONS.filter((row) => row.screen === screen)
    const lines = rows.map((row) => beside(`  ${row.name}`, `${row.does} ${marks(row)}`, at))
    return [screen, ...lines].join('\n')
  })
  const end = 'casproof product <operation> --help shows what one of them takes.'
  return `${[...parts, end].join('\n\n')}\n`
}

function marks({ who, generations }: Row): string {
  const only = generations ? `; ${generations.join(', ')} only` : ''
  return `(${who}${only})`
}

/** What an operation takes, and a command that runs it. */
export async function operationHelp(row: Row): Promise<string> {
  const input = await operationInput(row.input)
  const at = Math.max(...input.fields.map(({ place }) => place.length), 10) + 4
  const facts = [
    beside('  screen', row.screen, at),
    beside('  who', WHO[row.who], at),
    beside('  generation', row.generations?.join(', ') ?? 'all', at),
  ]
  const fields = input.fields.map(({ place, takes }) => beside(`  ${place}`, takes, at))
  const taken = fields.length === 0 ? ['It takes no input.'] : ['The input, a JSON object:', ...fields]
  const parts = [
    wrapped(row.does, COLUMNS, ''),
    facts.join('\n'),
    taken.join('\n'),
    `For example:\n${commandFor(row, input)}`,
  ]
  return `${parts.join('\n\n')}\n`
}

export async function operationSchema({ name, input }: Row): Promise<object> {
  const { schema } = await operationInput(input)
  return { title: `casproof product ${name}`, ...schema }
}

function commandFor({ name, who }: Row, { example, takesPassword }: OperationInput): string {
  const isPassword = takesPassword && JSON.stringify(example ?? {}).includes('"administrator"')
  const password = isPassword ? 'CASPROOF_PASSWORD=mock-password-of-admin \\\n  ' : ''
  const head = `${password}npx casproof product ${name}`
  const role = who === 'vendor' ? ' --role vendor' : ''
  if (example === undefined) return `  ${head}${role}`
  const line = `  ${head} ${quotedWord(spaced(example))}${role}`
  if (!isPassword && line.length <= COLUMNS) return line
  const short = `    ${quotedWord(spaced(example))}${role}`
  const long = `    ${quotedWord(JSON.stringify(example, undefined, 2).replaceAll('\n', '\n    '))}${role}`
  return `  ${head} \\\n${short.length <= COLUMNS ? short : long}`
}

/** JSON in one line that is easy to read. */
const spaced = (value: unknown): string =>
  JSON.stringify(value, undefined, 1)
    .replaceAll(/([[{])\n\s*/g, '$1')
    .replaceAll(/\n\s*([\]}])/g, '$1')
    .replaceAll(/\n\s*/g, ' ')
