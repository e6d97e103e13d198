/** What the mock covers, in numbers: by service, by kind of evidence, by noun, and what is refused. Printers lay it out. */
import { MARKS } from '#mock-m365/coverage'
import type { Coverage, OperationCoverage, Refused, Service } from './coverage.ts'

/** Evidence by kind: an operation can have several, and the numbers are not to be added up. */
const EVIDENCE = {
  example: ({ examples }) => examples.matched > 0,
  client: ({ clients }) => clients.length > 0,
  product: ({ product }) => product,
  tests: ({ tests }) => tests.answered > 0,
  refusals: ({ tests }) => tests.refused > 0,
  none: ({ examples, clients, product, tests }) =>
    !product && examples.matched + clients.length + tests.answered + tests.refused === 0,
} as const satisfies Readonly<Record<string, (one: OperationCoverage) => boolean>>

export type EvidenceKind = keyof typeof EVIDENCE
export const EVIDENCE_KINDS = Object.keys(EVIDENCE) as readonly EvidenceKind[]

const SERVICES = ['entra', 'graph', 'exchange'] as const satisfies readonly Service[]

export interface CoverageSummary {
  readonly services: readonly {
    readonly service: Service
    readonly operations: number
    /** Operations by mark, in the order of `MARKS`, and by kind of evidence, in that of `EVIDENCE_KINDS`. */
    readonly marks: readonly number[]
    readonly evidence: readonly number[]
  }[]
  readonly withoutEvidence: {
    readonly operations: number
    /** One entry a page: the first operation that it describes, and how many more. */
    readonly pages: readonly {
      readonly first: Pick<OperationCoverage, 'service' | 'operation'>
      readonly more: number
      readonly mark: OperationCoverage['mark']
      readonly source: string
    }[]
  }
  /** Published clients, and how many operations each drove. */
  readonly clients: readonly { readonly name: string; readonly operations: number }[]
  readonly parameters: {
    readonly cmdlets: number
    readonly emulated: number
    readonly documented: number
    readonly nouns: readonly {
      readonly noun: string
      readonly verbs: readonly {
        readonly verb: string
        readonly emulated: number
        readonly documented: number
      }[]
    }[]
  }
  readonly refusals: readonly {
    readonly service: Service
    /** Where what was asked is documented, and how much that is. */
    readonly source: string
    readonly asked: number
    readonly refused: readonly Refused[]
    /** Status and code, each once. */
    readonly answers: readonly string[]
    /** One path with all its methods, one noun with all its verbs: `GET|POST /me/events`. */
    readonly short: readonly string[]
  }[]
}

export function coverageSummary(coverage: Coverage): CoverageSummary {
  const { operations, compared, refused } = coverage
  return {
    services: SERVICES.map((service) => inNumbers(service, operations)),
    withoutEvidence: byPage(operations.filter(EVIDENCE.none)),
    clients: [...new Set(operations.flatMap(({ clients }) => clients))].sort().map((name) => ({
      name,
      operations: operations.filter(({ clients }) => clients.includes(name)).length,
    })),
    parameters: parametersOf(operations),
    refusals: compared.map(({ service, source, asked }) => {
      const own = refused.filter((one) => one.service === service)
      const answers = new Set(own.map(({ status, code }) => `${status}${code ? ` ${code}` : ''}`))
      return {
        service,
        source,
        asked,
        refused: own,
        answers: [...answers],
        short: shortened(own.map((one) => one.asked)),
      }
    }),
  }
}

function byPage(operations: readonly OperationCoverage[]): CoverageSummary['withoutEvidence'] {
  const pages = Map.groupBy(operations, ({ mark, source }) => `${mark} ${source}`)
  return {
    operations: operations.length,
    pages: [...pages.values()].flatMap(([first, ...more]) =>
      first ? [{ first, more: more.length, mark: first.mark, source: first.source }] : [],
    ),
  }
}

function inNumbers(service: Service, all: readonly OperationCoverage[]) {
  const own = all.filter((one) => one.service === service)
  return {
    service,
    operations: own.length,
    marks: MARKS.map((mark) => own.filter((one) => one.mark === mark).length),
    evidence: EVIDENCE_KINDS.map((kind) => own.filter(EVIDENCE[kind]).length),
  }
}

function parametersOf(operations: readonly OperationCoverage[]): CoverageSummary['parameters'] {
  const cmdlets = operations.flatMap(({ operation, parameters }) => {
    const [, verb = '', noun = ''] = /^([^-]*)-(.*)$/.exec(operation) ?? []
    return parameters ? [{ verb, noun, ...parameters }] : []
  })
  const sum = (key: 'emulated' | 'documented') => cmdlets.reduce((total, one) => total + one[key], 0)
  return {
    cmdlets: cmdlets.length,
    emulated: sum('emulated'),
    documented: sum('documented'),
    nouns: [...Map.groupBy(cmdlets, ({ noun }) => noun)].map(([noun, verbs]) => ({ noun, verbs })),
  }
}

function shortened(names: readonly string[]): string[] {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const [, verb = '', rest = ''] = /^(\w+)[ -](.*)$/.exec(name) ?? []
    found.set(rest, [...(found.get(rest) ?? []), verb])
  }
  return [...found].map(([rest, verbs]) => `${verbs.join('|')} ${rest}`)
}
