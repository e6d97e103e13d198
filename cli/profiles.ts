/** How much a run plays, by what it is for. */

export interface Profile {
  /** Random scripts. */
  readonly runs: number
  /** Every nth variant of the sweeps. */
  readonly part: number
  /** Every nth of what a night alone is enough for: schedules of two workers, pairs of faults. */
  readonly nightPart: number
}

export const PROFILES = {
  /** For a pull request: less than a minute on two cores. */
  quick: { runs: 40, part: 12, nightPart: 10_000 },
  /** Everything, once. */
  release: { runs: 200, part: 1, nightPart: 1000 },
  /** What one night is enough for. */
  nightly: { runs: 10_000, part: 1, nightPart: 1 },
} as const satisfies Readonly<Record<string, Profile>>

export type ProfileName = keyof typeof PROFILES
