/** What the mock emulates, on what evidence, and what it refuses: read from the tables, asked of it, never claimed. */
import type { Ports } from '#cas-core'
import {
  askedOf,
  type EmulatedOperation,
  emulatedOperations,
  MARKS,
  operationNamed,
} from '#mock-m365/coverage'
import { DIVERGENCES } from '../examples/divergences.ts'
import { RESULTS, type Shares, sharesOf } from '../examples/results.ts'
import { play } from '../harness/play.ts'
import { FOUR_STAGES, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import surface from './documented-surface.json' with { type: 'json' }
import { EVIDENCE, type Seen } from './evidence.ts'
import { merged } from './merge.ts'
import { watch } from './witness.ts'

export type Service = EmulatedOperation['service']

/** Kinds of evidence. They are counted separately and never added up. */
export interface OperationCoverage extends EmulatedOperation {
  /** Documented examples that it answers as documented, and others. */
  readonly examples: { readonly matched: number; readonly other: number }
  /** Published clients, unmodified, that it answered. */
  readonly clients: readonly string[]
  /** The product drove it in a play of the four stages. */
  readonly product: boolean
  /** Test files in which it was answered, and in which it refused. */
  readonly tests: { readonly answered: number; readonly refused: number }
}

export interface Refused {
  readonly service: Service
  /** As its documentation names it. */
  readonly asked: string
  readonly status: number
  readonly code: string | undefined
}

export interface Coverage {
  readonly operations: readonly OperationCoverage[]
  /** When tests and clients were watched; the four stages were played just now. */
  readonly collected: string
  readonly examples: {
    readonly shares: readonly Shares[]
    /** Reasons why examples differ: how many of v1.0, how many of beta. */
    readonly reasons: readonly Reason[]
  }
  /** What documentation has and the mock refuses, of the parts that are compared. */
  readonly refused: readonly Refused[]
  readonly compared: readonly { readonly service: Service; readonly source: string; readonly asked: number }[]
  /** Areas of Graph of which nothing is emulated. */
  readonly absentAreas: readonly string[]
}

export interface Reason {
  /** Whose the difference is. */
  readonly outcome: string
  readonly because: string
  readonly v1: number
  readonly beta: number
}

export { MARKS }

export async function coverage(): Promise<Coverage> {
  const now = await drivenNow()
  const operations = emulatedOperations().map((one) => coverageOf(one, now))
  const refused = (['entra', 'graph', 'exchange'] as const).flatMap((service) =>
    surface[service].asked.flatMap((asked): Refused[] => {
      const { operation, status, code } = askedOf(service, asked)
      return operation === undefined ? [{ service, asked, status, code }] : []
    }),
  )
  const served = new Set(operations.map(({ operation }) => operation.split('/')[1]?.toLowerCase()))
  return {
    operations,
    collected: EVIDENCE.collected,
    examples: { shares: sharesOf(RESULTS), reasons: reasons() },
    refused,
    compared: (['entra', 'graph', 'exchange'] as const).map((service) => ({
      service,
      source: surface[service].source,
      asked: surface[service].asked.length,
    })),
    absentAreas: surface.graphSets.asked.filter((name) => !served.has(name.toLowerCase())),
  }
}

const SCRIPT: Script = {
  v: 1,
  name: 'the four stages, to see which operations the product’s clients drive',
  seed: 'coverage',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: FOUR_STAGES,
}

/** One play, as it happens: nothing of this is carried. */
interface Driven {
  /** By all that took part, the administrator of the play too. */
  readonly seen: Readonly<Record<string, Seen>>
  /** By the product: to Graph through Microsoft's own client, to Entra through MSAL. */
  readonly product: ReadonlySet<string>
}

export async function drivenNow(): Promise<Driven> {
  const { seen, stop } = watch()
  const product = new Set<string>()
  // Calls are made one after another, so that whatever is seen while the product waits for an answer is its own.
  const ports = (given: Ports): Ports => ({
    ...given,
    fetch: async (input, init) => {
      const before = seen.length
      const answer = await given.fetch(input, init)
      for (const { operation, refused } of seen.slice(before)) if (!refused) product.add(operation)
      return answer
    },
  })
  await play(SCRIPT, embeddedOrigin(SCRIPT.world), { warp: { ports } }).finally(stop)
  return { seen: merged([seen]), product }
}

function coverageOf(one: EmulatedOperation, now: Driven): OperationCoverage {
  const name = `${one.service} ${one.operation}`
  const [carried, played] = [EVIDENCE.operations[name], now.seen[name]]
  const own = one.service === 'graph' ? (EXAMPLES.get(one.operation) ?? []) : []
  const matched = own.filter((outcome) => outcome === 'matches').length
  return {
    ...one,
    examples: { matched, other: own.length - matched },
    clients: [...new Set([...(carried?.clients ?? []), ...(played?.clients ?? [])])].sort(),
    product: now.product.has(name),
    tests: { answered: carried?.answered ?? 0, refused: carried?.refused ?? 0 },
  }
}

/** Outcomes by the operation that took the request. */
const EXAMPLES: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>()
  for (const { operation, outcome } of RESULTS) {
    if (operation === undefined) continue
    const name = operationNamed(operation)
    found.set(name, [...(found.get(name) ?? []), outcome])
  }
  return found
})()

function reasons(): Reason[] {
  const found = new Map<string, { outcome: string; because: string; v1: number; beta: number }>()
  for (const { id, outcome, because = [] } of RESULTS)
    for (const one of because) {
      const fault = DIVERGENCES.find((divergence) => divergence.because === one)?.fault
      const reason = found.get(one) ?? { outcome: fault ?? outcome, because: one, v1: 0, beta: 0 }
      if (id.startsWith('beta/')) reason.beta++
      else reason.v1++
      found.set(one, reason)
    }
  return [...found.values()].sort((a, b) => b.v1 + b.beta - a.v1 - a.beta)
}
