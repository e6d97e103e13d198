/** What an invariant looks at: the world after a step, and what the step did. */
import type { CallRecord, Change } from '#mock-m365'
import type { Condition } from '../expected.ts'
import type { SentMail } from '../subjects/subject.ts'
import type { Baseline } from './baseline.ts'
import type { Promised } from './promise.ts'
import type { StageOp, Step } from './script.ts'
import type { Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

export interface Moment {
  readonly world: World
  readonly index: number
  readonly step: Step
  readonly result: StepResult
  /** The stage that the step has run, at the console too; undefined where it has run none. */
  readonly stage: Stage | undefined
  readonly previous: { readonly step: Step; readonly result: StepResult } | undefined
  /** What was promised before the step. */
  readonly before: Condition
  /** What a stage that ended well promises now. */
  readonly condition: Condition
  /** Whether the step was able to succeed, as the harness calculates it; undefined if the step is not a stage. */
  readonly expected: 'done' | 'not done' | undefined
  /** How a stage that cannot succeed may end, as the harness calculates it; undefined where it is not known. */
  readonly properEnds: ReadonlySet<StepResult['outcome']> | undefined
  /** Changes and calls of this step. */
  readonly changes: readonly Change[]
  readonly calls: readonly CallRecord[]
  /** E-mail that the product sent in this step, and lines that it logged, as far as the harness can read its log. */
  readonly mails: readonly SentMail[]
  readonly logged: readonly string[]
  /** Virtual time in which the step was played, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly baseline: Baseline
  /** `kind key` of every object that the product made, in this step too. */
  readonly madeByProduct: ReadonlySet<string>
  readonly promise: Promised
  /** Whether everybody had seen, when the step began, what others than the product have written. */
  readonly isQuiet: boolean
  /** Whether nobody but the product has changed anything since its last stage, and no time has to be made up for. */
  readonly isUndisturbed: boolean
}

export interface Invariant {
  readonly name: string
  /** What always holds, in one sentence. */
  readonly statement: string
  /** Clauses that it witnesses (reports/clauses). */
  readonly clauses: readonly string[]
  /** True for what the product can bring about only where it sees the tenant as it is. */
  readonly atQuiet?: true
  /** Breaches in words; undefined where the invariant says nothing about the moment. */
  readonly check: (moment: Moment) => readonly string[] | undefined
}

export const invariant = (definition: Invariant): Invariant => definition

/** Whether a step was struck by no fault, and no other worker was at it. */
export const isCalm = ({ step }: Pick<Moment, 'step'>): boolean =>
  (step.faults ?? []).length === 0 && !('beside' in step)

const MENDING: ReadonlySet<StageOp> = new Set<StageOp>(['provision', 'upgrade', 'synchronize'])

/** The stage of inline mode that the step has run. */
export const inlineStage = ({ stage }: Pick<Moment, 'stage'>): StageOp | undefined =>
  stage?.mode === 'inline' ? stage.op : undefined

/** Whether a stage has ended that brings back what an administrator took away, and could see that it was gone. */
export const hasMended = ({ stage, result, isQuiet }: Moment): boolean =>
  isQuiet && stage?.mode === 'inline' && MENDING.has(stage.op) && result.outcome === 'done'

/** What the stage itself has changed: a consent at Microsoft's page is a person's own, in the same step or not. */
export const stageChanges = ({ changes }: Moment): readonly Change[] =>
  changes.filter(({ call }) => call !== 'Consent to application')

/** One call can change several objects; nobody sees the tenant in between. */
export const lastOfEachWrite = (changes: readonly Change[]): readonly Change[] => [
  ...new Map(changes.map((change) => [change.requestId, change])).values(),
]
