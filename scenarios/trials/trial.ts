/**
 * What no script can tell: it needs two tenants, two runs to compare, or a report. A trial witnesses clauses as a
 * script does, and so it owes the proof that it can fail: subjects that are wrong in a known way, each of which it
 * must find fault with. A conformance run tries both.
 */
import type { Warp } from '../harness/world.ts'

export interface Trial {
  readonly name: string
  readonly statement: string
  /** Clauses (reports/clauses) that it witnesses. */
  readonly clauses: readonly string[]
  /** What is wrong, in sentences; none where the statement holds. @param warp a product that is wrong already */
  run(warp?: Warp): Promise<readonly string[]>
  /** The ways to be wrong, by name, each tried: an answer without a sentence shows that the trial cannot fail so. */
  runWrong(): Promise<readonly { readonly wrong: string; readonly breaches: readonly string[] }[]>
}

interface Definition<Subject> extends Pick<Trial, 'name' | 'statement' | 'clauses'> {
  /** What is tried. */
  readonly right: Subject
  /** By name. */
  readonly wrong: Readonly<Record<string, Subject>>
  breaches(subject: Subject, warp: Warp): Promise<readonly string[]>
}

/** A trial of anything: of the product (a warp of it), or of a report about it. */
export function trial<Subject>({ right, wrong, breaches, ...rest }: Definition<Subject>): Trial {
  return {
    ...rest,
    run: (warp = {}) => breaches(right, warp),
    runWrong: () =>
      Promise.all(
        Object.entries(wrong).map(async ([name, subject]) => ({
          wrong: name,
          breaches: await breaches(subject, {}),
        })),
      ),
  }
}

/** @throws Error where a way to its trial is barred, so that nothing is shown */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the trial needs ${what}`)
  return value
}
