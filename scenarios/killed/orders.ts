/** What a process that is to be killed is told to do. */
import type { AdministratorCredential, Settings } from '#cas-core'

/** After the last one the administrator consents again. In API mode the first completes the grant, the third revokes. */
export const CYCLE = ['provision', 'synchronize', 'deprovision', 'cleanUp'] as const
export type CycleStage = (typeof CYCLE)[number]

export const stageAfter = (stage: CycleStage): CycleStage =>
  CYCLE[(CYCLE.indexOf(stage) + 1) % CYCLE.length] ?? stage

/** A day passes between two stages, by the product's clock. */
export const DAY_MS = 24 * 3_600_000

export type Mode = 'inline' | 'api'

/** One line of its input, as JSON. */
export interface Orders {
  readonly mode: Mode
  /** File of the store. */
  readonly store: string
  readonly account: string
  readonly settings: Settings
  readonly administrator: AdministratorCredential
  /** Certificate of the authority, in PEM. */
  readonly ca: string
  readonly port: number
  /** How far its clock is ahead of the machine's, in milliseconds: earlier processes did not sleep, they moved it on. */
  readonly aheadMs: number
  /** The stage to begin with. */
  readonly first: CycleStage
  /** The point at which it signals itself; absent where it is killed from outside. */
  readonly ends?: { readonly point: number; readonly by: 'SIGKILL' | 'SIGSTOP' }
}

/** Words of the lines at which a process can be killed: before and after each call, and each write to the store. */
export const POINTS: ReadonlySet<string> = new Set(['call', 'answered', 'append', 'told', 'apply', 'applied'])
