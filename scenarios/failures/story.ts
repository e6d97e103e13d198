/**
 * The story of a failing run: the calls of each step until something broke, next to the same step undisturbed, with the
 * fault that struck and the first broken moment marked.
 */
import type { CallRecord } from '#mock-m365'
import type { Finding } from '#reports'
import { play } from '../harness/play.ts'
import { type Script, titleOf } from '../harness/script.ts'
import type { StepResult } from '../harness/step-result.ts'
import type { Origin, Warp } from '../harness/world.ts'
import { playCompared } from '../sweep.ts'
import { undisturbed } from '../undisturbed.ts'

/** One call of a step, as it went here and as it went where nothing struck. */
export interface ToldCall {
  readonly operation: string
  /** Whether it could change anything. */
  readonly writes: boolean
  /** HTTP status; 0 where no answer came. Undefined where the call was not made. */
  readonly here: number | undefined
  readonly undisturbed: number | undefined
  /** Name of the fault that shaped the answer here. */
  readonly fault?: string
}

export interface ToldStep {
  readonly index: number
  readonly title: string
  readonly outcome: StepResult['outcome']
  readonly message: string
  /** Whether a fault or a delay makes the step differ from the undisturbed one; else `undisturbed` says nothing. */
  readonly isCompared: boolean
  readonly calls: readonly ToldCall[]
  /** What broke at its end. */
  readonly broken: readonly Finding[]
}

/** @returns the steps until the first at whose end something broke; all of them where nothing broke */
export async function storyOf(script: Script, origin: Origin, warp: Warp = {}): Promise<readonly ToldStep[]> {
  const here = await compared(script, origin, warp)
  const { script: calm, placeOf } = undisturbed(script)
  const { lag: _, ...prompt } = calm
  const there = await watched(prompt, origin, warp)
  const isDisturbed = script.lag !== undefined || script.steps.some(({ faults = [] }) => faults.length > 0)
  const broken = here.findings
  const last = broken.length === 0 ? script.steps.length - 1 : Math.min(...broken.map(({ step }) => step))
  return script.steps.slice(0, last + 1).map((step, index) => {
    const own = here.calls[index] ?? []
    const other = there.calls[placeOf[index] ?? -1]
    const isCompared = isDisturbed && other !== undefined
    const result = here.results[index]
    return {
      index,
      title: titleOf(step),
      outcome: result?.outcome ?? 'failed',
      message: result?.message ?? '',
      isCompared,
      calls: isCompared ? aligned(own, other) : own.map((call) => told(call, undefined)),
      broken: broken.filter((finding) => finding.step === index),
    }
  })
}

/** With what only a comparison of whole runs finds. */
async function compared(script: Script, origin: Origin, warp: Warp) {
  const own = await watched(script, origin, warp)
  return script.undisturbed === true
    ? { ...own, findings: (await playCompared(script, origin, warp)).findings }
    : own
}

async function watched(script: Script, origin: Origin, warp: Warp) {
  const calls: (readonly CallRecord[])[] = []
  const { findings, results } = await play(script, origin, {
    warp,
    onStep: (moment) => void calls.push(moment.calls),
  })
  return { calls, findings, results }
}

const told = (call: CallRecord, undisturbed: number | undefined): ToldCall => ({
  operation: call.operation,
  writes: call.writes,
  here: call.status,
  undisturbed,
  ...(call.fault === undefined ? {} : { fault: call.fault }),
})

/** The two sequences side by side: the longest list of operations that both have in the same order stays together. */
function aligned(here: readonly CallRecord[], there: readonly CallRecord[]): readonly ToldCall[] {
  const length = lengths(here, there)
  const rows: ToldCall[] = []
  let [i, j] = [0, 0]
  while (i < here.length || j < there.length) {
    const [own, other] = [here[i], there[j]]
    if (own && other && own.operation === other.operation) {
      rows.push(told(own, other.status))
      i++
      j++
    } else if (own && (!other || (length[i + 1]?.[j] ?? 0) >= (length[i]?.[j + 1] ?? 0))) {
      rows.push(told(own, undefined))
      i++
    } else if (other) {
      rows.push({
        operation: other.operation,
        writes: other.writes,
        here: undefined,
        undisturbed: other.status,
      })
      j++
    }
  }
  return rows
}

/** For each pair of places, how many operations the rests have in common, in order. */
function lengths(here: readonly CallRecord[], there: readonly CallRecord[]): readonly (readonly number[])[] {
  const table = Array.from({ length: here.length + 1 }, () => new Array<number>(there.length + 1).fill(0))
  for (let i = here.length - 1; i >= 0; i--)
    for (let j = there.length - 1; j >= 0; j--) {
      const row = table[i] as number[]
      row[j] =
        here[i]?.operation === there[j]?.operation
          ? 1 + (table[i + 1]?.[j + 1] ?? 0)
          : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  return table
}
