/**
 * Where the reading of a collection stands. The number of the full round survives a lost link: what a later full
 * round does not show is known by it. Links are Microsoft's own, and opaque.
 */
import type { DirectoryStore } from '../ports.ts'

export type Read = 'users' | 'groups'

export interface Position {
  /** Number of the full round, from 1 on; 0 before the first. */
  readonly round: number
  /** `full`: in the middle of a full round. `delta`: a full round has ended. `lost`: the next reading begins a full round. */
  readonly phase: 'full' | 'delta' | 'lost'
  /** Where the next page is; empty if lost. */
  readonly link: string
}

const NOWHERE: Position = { round: 0, phase: 'lost', link: '' }

export async function positionIn(store: DirectoryStore, what: Read): Promise<Position> {
  const [, round, phase, link] = /^(\d+) (full|delta) (.+)$/.exec((await store.position(what)) ?? '') ?? []
  if (round !== undefined && (phase === 'full' || phase === 'delta') && link !== undefined)
    return { round: Number(round), phase, link }
  const lost = /^(\d+) lost$/.exec((await store.position(what)) ?? '')
  return lost ? { ...NOWHERE, round: Number(lost[1]) } : NOWHERE
}

export const positionText = ({ round, phase, link }: Position): string => `${round} ${phase} ${link}`.trim()

/** Makes the next reading a full round. */
export async function forgetLink(store: DirectoryStore, what: Read): Promise<void> {
  const { round } = await positionIn(store, what)
  await store.apply({ positions: { [what]: positionText({ ...NOWHERE, round }) } })
}
