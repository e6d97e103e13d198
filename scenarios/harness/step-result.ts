/** What came of a step, in the product's or the administrator's words. */
export interface StepResult {
  readonly outcome: 'done' | 'pending' | 'refused' | 'failed' | 'crashed'
  readonly message: string
  readonly activities: readonly string[]
  /** The stable name of the message, where the product has answered. */
  readonly code?: string
  /** What the console shows, and the values behind the message. */
  readonly data?: object
  /** What a stage says of its work; the console shows it among its data. */
  readonly done?: readonly string[]
  readonly left?: readonly string[]
  readonly obstacles?: readonly { readonly name: string }[]
  /** The permission that was asked for, where the step is a consent through the console. */
  readonly purpose?: string
  /** Where two workers were at it. */
  readonly ofTwo?: OfTwo
}

/** What is told of two workers. */
export interface OfTwo {
  /** In the order of the workers. */
  readonly results: readonly [StepResult, StepResult]
  /** Acts that each of them has done. */
  readonly acts: readonly [number, number]
  /** How often one was interrupted by the other. */
  readonly switched: number
  /** What one of them did without having the right to, in words. */
  readonly breaches: readonly string[]
}

type Work = Pick<StepResult, 'done' | 'left' | 'obstacles'>

/** What a stage has told of its work, by itself or at the console. */
export const workIn = ({ data = {}, ...result }: StepResult): Work => ({
  ...(data as Work),
  ...workOf(result),
})

const workOf = ({ done, left, obstacles }: Work): Work => ({
  ...(done ? { done } : {}),
  ...(left ? { left } : {}),
  ...(obstacles ? { obstacles } : {}),
})
