/** What came of a step, in the product's or the administrator's words. */
export interface StepResult {
  readonly outcome: 'done' | 'pending' | 'refused' | 'failed' | 'crashed'
  readonly message: string
  readonly activities: readonly string[]
  /** The stable name of the message, where the product has answered. */
  readonly code?: string
  /** What the console shows, and the values behind the message. */
  readonly data?: object
  /** The permission that was asked for, where the step is a consent through the console. */
  readonly purpose?: string
}
