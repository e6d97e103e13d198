/**
 * A known way to be wrong: cas-core's ports wrapped, or its table edited, never a switch in cas-core itself. Each
 * must be caught by the invariant that it names; one that nobody catches fails the suite.
 */
import type { ObjectsByGoal } from '#cas-core'
import { FOUR_STAGES, type Script, type Step } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'

export interface Defect {
  readonly name: string
  /** What goes wrong, in one sentence. */
  readonly story: string
  /** Name of the invariant that must catch it. */
  readonly expected: string
  readonly warp: Warp
  /** The shortest run known to show it. */
  readonly script: Script
}

interface Definition extends Omit<Defect, 'script'> {
  readonly world?: string
  readonly steps?: readonly Step[]
  readonly lag?: Script['lag']
}

export function defect({ world = 'busy', steps = FOUR_STAGES, lag, ...rest }: Definition): Defect {
  const script: Script = {
    v: 1,
    name: rest.name,
    seed: 'defect',
    world,
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    ...(lag ? { lag } : {}),
    steps,
  }
  return { ...rest, script }
}

type Row = ObjectsByGoal[number]

/** A table with some rows edited: the edit is given the row and returns what takes its place. */
export const edited =
  (edits: Readonly<Record<string, (row: Row) => Row>>) =>
  (table: ObjectsByGoal): ObjectsByGoal =>
    table.map((row) => edits[row.key]?.(row) ?? row)

type Fields = Readonly<Record<string, unknown>>

/** A table in which some objects are wanted otherwise. */
export const rewritten = (changes: Readonly<Record<string, (fields: Fields) => Fields>>) =>
  edited(
    Object.fromEntries(
      Object.entries(changes).map(([key, change]) => [
        key,
        (row: Row) => ('wanted' in row ? { ...row, wanted: (context) => change(row.wanted(context)) } : row),
      ]),
    ),
  )

/** A fetch whose requests to Exchange are changed on the way out. */
export function withCmdlets(
  fetch: typeof globalThis.fetch,
  change: (cmdlet: string, parameters: Record<string, unknown>) => Record<string, unknown>,
): typeof globalThis.fetch {
  return (input, init) => {
    const body = init?.body
    if (typeof body !== 'string' || !body.startsWith('{"CmdletInput"')) return fetch(input, init)
    const { CmdletName, Parameters } = JSON.parse(body).CmdletInput
    const changed = { CmdletInput: { CmdletName, Parameters: change(CmdletName, Parameters) } }
    return fetch(input, { ...init, body: JSON.stringify(changed) })
  }
}

/** Fields without some of them. */
export const without =
  (names: readonly string[]) =>
  (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
