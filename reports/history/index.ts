/** One run, step by step and call by call: what a developer is sent with a failure. */
import type { Finding } from '../record.ts'
import { type Block, type Cell, heading, type Page, table, text } from '../section.ts'

/** One call of a step. */
export interface HistoryCall {
  readonly operation: string
  readonly writes: boolean
  /** HTTP status; 0 where no answer came, undefined where the call was not made. */
  readonly here: number | undefined
  /** The same in the run in which nothing struck. */
  readonly undisturbed: number | undefined
  /** Name of the fault that struck. */
  readonly fault?: string
}

export interface HistoryStep {
  readonly index: number
  readonly title: string
  readonly outcome: string
  readonly message: string
  /** Whether the calls stand next to those of the undisturbed run. */
  readonly isCompared: boolean
  readonly calls: readonly HistoryCall[]
  /** What broke at its end. */
  readonly broken: readonly Finding[]
}

/** What was played, and what became of it. */
export interface HistoryRecord {
  readonly casproof: string
  readonly name: string
  readonly world: string
  readonly site: string
  readonly seed: string
  /** Name of the known mistake with which the product was played; absent where it was played as it is. */
  readonly defect?: string
  /** Until the first step at whose end something broke. */
  readonly steps: readonly HistoryStep[]
  /** All of the run. */
  readonly findings: readonly Finding[]
  /** Plays it again. */
  readonly script: Readonly<Record<string, unknown>>
}

const CALLS_MAX = 500

export function historyPage(record: HistoryRecord): Page {
  const { name, world, site, seed, defect, casproof, steps, findings, script } = record
  return {
    title: `A run: ${name}`,
    sections: [
      {
        title: 'Verdict',
        blocks: [
          { type: 'verdict', isGood: findings.length === 0, text: sentence(findings) },
          ...(findings.length > 0
            ? [table(['Invariant', 'What was seen', 'After'], findings.map(rowOf))]
            : []),
        ],
      },
      {
        title: 'What was played',
        blocks: [
          table(
            ['Property', 'Value'],
            [
              ['Played on', `a mock of the tenant "${world}"; no real tenant was touched`],
              ['Serving site', site],
              ['Product', defect === undefined ? 'as it is' : `with the defect “${defect}” put into it`],
              ['Seed', { code: seed }],
              ['casproof', casproof],
            ],
          ),
        ],
      },
      { title: 'Step by step', blocks: steps.flatMap(stepBlocks) },
      {
        title: 'To play it again',
        blocks: [
          text(
            `Save this as run.json, and play it: casproof replay run.json${defect === undefined ? '' : ` --defect '${defect}'`}`,
          ),
          { type: 'command', text: JSON.stringify(script, null, 2) },
        ],
      },
    ],
  }
}

function sentence(findings: readonly Finding[]): string {
  const [first] = findings
  if (!first) return 'All invariants held.'
  return `After step ${first.step} the invariant “${first.invariant}” did not hold: ${first.detail}`
}

const rowOf = ({ invariant, detail, step }: Finding): Cell[] => [invariant, detail, `step ${step}`]

function stepBlocks({ index, title, outcome, message, isCompared, calls, broken }: HistoryStep): Block[] {
  const shown = calls.slice(0, CALLS_MAX)
  const columns = isCompared ? ['Here', 'Undisturbed', 'Call', 'Fault'] : ['Here', 'Call', 'Fault']
  return [
    heading(1, `Step ${index}, ${title}: ${outcome}`),
    ...(message === '' ? [] : [text(message)]),
    ...broken.map(({ invariant, detail }): Block => text({ strong: `BROKEN ${invariant}: ${detail}` })),
    ...(shown.length === 0
      ? []
      : [
          table(
            columns,
            shown.map((call) => cellsOf(call, isCompared)),
          ),
        ]),
    ...(shown.length < calls.length ? [text(`… and ${calls.length - shown.length} more calls`)] : []),
  ]
}

function cellsOf({ operation, here, undisturbed, fault, writes }: HistoryCall, isCompared: boolean): Cell[] {
  const differs = isCompared && here !== undisturbed
  const strongIf = (is: boolean, shown: string): Cell => (is && shown !== '' ? { strong: shown } : shown)
  return [
    strongIf(differs, statusOf(here)),
    ...(isCompared ? [strongIf(differs, statusOf(undisturbed))] : []),
    writes ? [{ code: operation }, 'writes'] : { code: operation },
    strongIf(true, fault ?? ''),
  ]
}

function statusOf(status: number | undefined): string {
  if (status === undefined) return 'not made'
  return status === 0 ? 'no answer' : String(status)
}
