/** `casproof coverage`: what the mock emulates, what proves it, and what it refuses. */
import { NOT_JUDGED } from '#mock-m365/coverage'
import { type Coverage, coverage, FAULTS, MARKS, type OperationCoverage } from '#scenarios'
import { print, printJson } from './print.ts'
import { table } from './terminal.ts'

const SERVICES = ['entra', 'graph', 'exchange'] as const
const WIDTH = 100

/** @param options.list every operation and every refusal, one a line */
export async function coverageCommand({ json, list }: { json?: boolean; list?: boolean }): Promise<void> {
  const found = await coverage()
  if (json) return printJson(found)
  const parts = [
    operationsPart(found),
    parametersPart(found),
    examplesPart(found),
    refusedPart(found, list === true),
  ]
  if (list) parts.splice(2, 0, listPart(found), limitsPart())
  print(`${parts.join('\n')}\n`)
}

/** Evidence by kind. An operation can have several kinds, so the columns cannot be added up. */
const EVIDENCE: readonly { readonly title: string; readonly has: (one: OperationCoverage) => boolean }[] = [
  { title: 'example', has: ({ examples }) => examples.matched > 0 },
  { title: 'client', has: ({ clients }) => clients.length > 0 },
  { title: 'product', has: ({ product }) => product },
  { title: 'tests', has: ({ tests }) => tests.answered > 0 },
  { title: 'refusals', has: ({ tests }) => tests.refused > 0 },
  {
    title: 'none',
    has: ({ examples, clients, product, tests }) =>
      !product && examples.matched + clients.length + tests.answered + tests.refused === 0,
  },
]

function operationsPart({ operations, collected }: Coverage): string {
  const counts = (service: string, keep: (one: OperationCoverage) => boolean) =>
    String(operations.filter((one) => one.service === service && keep(one)).length)
  const rows = SERVICES.map((service) => [
    service,
    counts(service, () => true),
    ...MARKS.map((mark) => counts(service, (one) => one.mark === mark)),
    ...EVIDENCE.map(({ has }) => counts(service, has)),
  ])
  const bare = operations.filter((one) => EVIDENCE.at(-1)?.has(one))
  return [
    `Emulated: ${operations.length} operations; how well each is known, and which evidence it has.`,
    '',
    table(['service', 'operations', ...MARKS, ...EVIDENCE.map(({ title }) => title)], rows),
    'example: a documented example is answered as documented. client: an unmodified published client drove it.',
    'product: cas-core drove it in the four stages, Graph through Microsoft’s own client.',
    'tests, refusals: tests of this project heard it answer, or refuse; faults on purpose are not counted.',
    `Clients: ${clientsIn(operations).join('; ') || 'none'}.`,
    `Tests and clients were watched on ${collected} (npm run evidence); the four stages were played just now.`,
    `Without any evidence, taken as written from the page that is named (--list names each): ${bare.length}`,
    ...byPage(bare),
    '',
  ].join('\n')
}

/** One line a page: its first operation, and how many more it describes. */
const byPage = (operations: readonly OperationCoverage[]): string[] =>
  [...Map.groupBy(operations, ({ mark, source }) => `(${mark}): ${source}`)].map(
    ([page, [first, ...more]]) => {
      const others = more.length > 0 ? ` and ${more.length} more` : ''
      return `  ${first?.service} ${first?.operation}${others} ${page}`
    },
  )

/** By noun: a cell for each verb, and the sum. */
function parametersPart({ operations }: Coverage): string {
  const cmdlets = operations.flatMap(({ operation, parameters }) =>
    parameters ? [{ operation, ...parameters }] : [],
  )
  const nouns = [...new Set(cmdlets.map(({ operation }) => nounOf(operation)))]
  const rows = nouns.map((noun) => {
    const own = cmdlets.filter(({ operation }) => nounOf(operation) === noun)
    const shares = own.map(
      ({ operation, emulated, documented }) => `${verbOf(operation)} ${emulated}/${documented}`,
    )
    return [noun, shares.join(', ')]
  })
  const sum = (key: 'emulated' | 'documented') => cmdlets.reduce((total, one) => total + one[key], 0)
  return [
    `Parameters of cmdlets: ${sum('emulated')} of ${sum('documented')} documented ones are taken, by ${cmdlets.length} cmdlets.`,
    '',
    table(['noun', 'emulated/documented'], rows),
  ].join('\n')
}

const verbOf = (cmdlet: string): string => cmdlet.slice(0, cmdlet.indexOf('-'))
const nounOf = (cmdlet: string): string => cmdlet.slice(cmdlet.indexOf('-') + 1)

function clientsIn(operations: readonly OperationCoverage[]): string[] {
  const names = [...new Set(operations.flatMap(({ clients }) => clients))].sort()
  return names.map((name) => `${name} ${operations.filter(({ clients }) => clients.includes(name)).length}`)
}

function listPart({ operations }: Coverage): string {
  const rows = operations.map(({ service, operation, mark, examples, clients, product, tests, source }) => [
    service,
    operation,
    mark,
    examples.matched + examples.other === 0
      ? ''
      : `${examples.matched} of ${examples.matched + examples.other}`,
    [...clients, ...(product ? ['cas-core'] : [])].join(', '),
    `${tests.answered}/${tests.refused}`,
    source,
  ])
  return table(['service', 'operation', 'mark', 'examples', 'clients', 'tests', 'source'], rows)
}

/** Settings that are stored but that the mail flow does not read. */
function limitsPart(): string {
  const rows = Object.entries(NOT_JUDGED).flatMap(([noun, reasons]) =>
    Object.entries(reasons).flatMap(([reason, names]) => names.map((name) => [noun, name, reason])),
  )
  return table(['noun', 'setting that mail flow ignores', 'why'], rows)
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function examplesPart({ examples: { shares, reasons } }: Coverage): string {
  const rows = [
    ['examples', ...shares.map((one) => String(one.examples))],
    ['not emulated', ...shares.map(({ counts }) => String(counts['not emulated']))],
    ['answered as documented', ...shares.map(({ counts }) => String(counts.matches))],
    ...Object.entries(FAULTS).map(([fault, meaning]) => [
      meaning,
      ...shares.map(({ counts }) => String(counts[fault as keyof typeof FAULTS])),
    ]),
    ['unexplained', ...shares.map(({ counts }) => String(counts.unexplained))],
    ['share that matches, of all whose path is emulated', ...shares.map((one) => percent(one.ofEmulated))],
    ['… of those whose page is not at fault', ...shares.map((one) => percent(one.ofSound))],
    ['… and whose form is emulated', ...shares.map((one) => percent(one.ofSoundForms))],
  ]
  const why = reasons.map(({ outcome, because, v1, beta }) => [outcome, because, String(v1), String(beta)])
  return [
    'Documented examples, each replayed in a tenant seeded from it:',
    '',
    table(['', ...shares.map(({ version }) => version)], rows),
    table(['differs', 'because', 'v1.0', 'beta'], why),
  ].join('\n')
}

function refusedPart({ refused, compared, absentAreas }: Coverage, all: boolean): string {
  const parts = compared.flatMap(({ service, source, asked }) => {
    const own = refused.filter((one) => one.service === service)
    const answers = [...new Set(own.map(({ status, code }) => `${status}${code ? ` ${code}` : ''}`))]
    const names = all
      ? own.map(({ asked: name }) => `  ${name}`).join('\n')
      : wrapped(shortened(own.map((one) => one.asked)))
    return [
      `${service}: ${own.length} of ${asked} (${source}); answered with ${answers.join(', ')}`,
      names,
      '',
    ]
  })
  return [
    'Refused as not emulated, of what is documented:',
    '',
    ...parts,
    `Areas of Graph of which nothing is emulated: ${absentAreas.length}`,
    wrapped(absentAreas),
  ].join('\n')
}

/** One path with all its methods; cmdlets one noun with all its verbs. */
function shortened(names: readonly string[]): string[] {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const [, verb = '', rest = ''] = /^(\w+)[ -](.*)$/.exec(name) ?? []
    found.set(rest, [...(found.get(rest) ?? []), verb])
  }
  return [...found].map(([rest, verbs]) => `${verbs.join('|')} ${rest}`)
}

function wrapped(words: readonly string[]): string {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 2 <= WIDTH)
      lines[lines.length - 1] = `${last}, ${word}`
    else lines.push(`  ${word}`)
  }
  return lines.join('\n')
}
