/** What a bench reports, and how it measures: ways that are compared take turns, and each round gives one ratio. */

export interface Row {
  readonly measurement: string
  /** Quantity with its unit in the name of the unit: 3.2, `µs`. */
  readonly value: number
  readonly unit: string
  /** How many times as fast as, or as long as, what the measurement names. */
  readonly ratio?: number
  readonly goal?: Goal
}

/** A bound on the ratio, or on the value where there is no ratio: what holds, and what is to hold next. */
export interface Goal {
  readonly at: 'least' | 'most'
  readonly bound: number
  readonly next?: number
}

export interface Bench {
  readonly name: string
  run(): Promise<Row[]>
}

/** Whether a row meets its goal; undefined where it has none. */
export function meets({ value, ratio, goal }: Row): boolean | undefined {
  if (!goal) return undefined
  const measured = ratio ?? value
  return goal.at === 'least' ? measured >= goal.bound : measured <= goal.bound
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}

/** One act of a way; what it gives back is kept, so that the engine cannot leave it out. */
export type Act = () => unknown

export const ROUNDS = 7
/** Of processor time: on a busy machine too, acts are then repeated until the engine has made them quick. */
const SLICE_US = 120_000
const kept: unknown[] = [undefined]

/**
 * Microseconds of processor time per act, by way and round. The ways take turns in every round, so that whatever else
 * the machine does strikes all of them; a first round warms up and is not counted.
 */
export async function compared<Way extends string>(
  ways: Readonly<Record<Way, Act>>,
): Promise<Record<Way, number[]>> {
  const names = Object.keys(ways) as Way[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Way, number[]>
  for (let round = -1; round < ROUNDS; round++)
    for (const name of names) {
      globalThis.gc?.()
      const us = await microsecondsPer(ways[name])
      if (round >= 0) times[name].push(us)
    }
  return times
}

/**
 * The lower quartile. What else a machine does only ever adds to a time, and adds more to short ones: the quicker turns
 * are nearer to what an act costs by itself.
 */
export function undisturbed(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 2] ?? Number.NaN
}

/** Median of the rounds' own ratios. */
export function ratioOf(over: readonly number[], under: readonly number[]): number {
  return median(over.map((time, round) => time / (under[round] ?? Number.NaN)))
}

async function microsecondsPer(act: Act): Promise<number> {
  let acts = 0
  const before = processorTime()
  let taken = 0
  for (; taken < SLICE_US; taken = processorTime() - before)
    for (const until = acts + 50; acts < until; acts++) {
      const result = act()
      kept[0] = result instanceof Promise ? await result : result
    }
  return taken / acts
}

/** Microseconds that this process has taken of all cores: on a busy machine, the time on the wall is not its own. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
