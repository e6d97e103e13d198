/** `casproof coverage`: what the mock emulates, what proves it, and what it refuses. */
import { NOT_JUDGED } from '#mock-m365/coverage'
import {
  type Coverage,
  type CoverageSummary,
  coverage,
  coverageSummary,
  EVIDENCE_KINDS,
  FAULTS,
  MARKS,
} from '#scenarios'
import { print, printJson } from './print.ts'
import { COLUMNS, table, wrapped } from './terminal.ts'

/** Lines are broken between names, never within one. */
const namesShown = (names: readonly string[]): string => wrapped(names.join(', '), COLUMNS, '  ', ', ')

/** @param options.list every operation and every refusal, one a line */
export async function coverageCommand({ json, list }: { json?: boolean; list?: boolean }): Promise<void> {
  const found = await coverage()
  if (json) return printJson(found)
  const summary = coverageSummary(found)
  const parts = [
    operationsPart(found, summary),
    parametersPart(summary),
    examplesPart(found),
    refusedPart(found, summary, list === true),
  ]
  if (list) parts.splice(2, 0, listPart(found), limitsPart())
  print(`${parts.join('\n')}\n`)
}

function operationsPart({ operations, collected }: Coverage, summary: CoverageSummary): string {
  const { services, clients, withoutEvidence } = summary
  const rows = services.map(({ service, operations: count, marks, evidence }) =>
    [service, count, ...marks, ...evidence].map(String),
  )
  return [
    `Emulated: ${operations.length} operations; how well each is known, and which evidence it has.`,
    '',
    table(['service', 'operations', ...MARKS, ...EVIDENCE_KINDS], rows),
    'example: a documented example is answered as documented. client: an unmodified published client drove it.',
    'product: cas-core drove it in the four stages, Graph through Microsoft’s own client.',
    'tests, refusals: tests of this project heard it answer, or refuse; faults on purpose are not counted.',
    `Clients: ${clients.map(({ name, operations: count }) => `${name} ${count}`).join('; ') || 'none'}.`,
    `Tests and clients were watched on ${collected} (npm run evidence); the four stages were played just now.`,
    `Without any evidence, taken as written from the page that is named (--list names each): ${withoutEvidence.operations}`,
    ...withoutEvidence.pages.map(({ first, more, mark, source }) => {
      const others = more > 0 ? ` and ${more} more` : ''
      return `  ${first.service} ${first.operation}${others} (${mark}): ${source}`
    }),
    '',
  ].join('\n')
}

/** By noun: a cell for each verb, and the sum. */
function parametersPart({ parameters }: CoverageSummary): string {
  const { cmdlets, emulated, documented, nouns } = parameters
  const rows = nouns.map(({ noun, verbs }) => [
    noun,
    verbs.map((one) => `${one.verb} ${one.emulated}/${one.documented}`).join(', '),
  ])
  return [
    `Parameters of cmdlets: ${emulated} of ${documented} documented ones are taken, by ${cmdlets} cmdlets.`,
    '',
    table(['noun', 'emulated/documented'], rows),
  ].join('\n')
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

function refusedPart({ absentAreas }: Coverage, { refusals }: CoverageSummary, all: boolean): string {
  const parts = refusals.flatMap(({ service, source, asked, refused, answers, short }) => [
    `${service}: ${refused.length} of ${asked} (${source}); answered with ${answers.join(', ')}`,
    all ? refused.map(({ asked: name }) => `  ${name}`).join('\n') : namesShown(short),
    '',
  ])
  return [
    'Refused as not emulated, of what is documented:',
    '',
    ...parts,
    `Areas of Graph of which nothing is emulated: ${absentAreas.length}`,
    namesShown(absentAreas),
  ].join('\n')
}
