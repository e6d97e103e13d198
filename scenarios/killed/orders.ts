/** What a process that is to be killed is told to do. */
import type { AdministratorCredential, Settings } from '#cas-core'

/** After the last one the administrator consents again. */
const CYCLE = ['provision', 'synchronize', 'deprovision', 'cleanUp'] as const
export type CycleStage = (typeof CYCLE)[number]

export const stageAfter = (stage: CycleStage): CycleStage =>
  CYCLE[(CYCLE.indexOf(stage) + 1) % CYCLE.length] ?? stage

/** What its only argument holds, as JSON. */
export interface Orders {
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
}
