/** What came of a step, in the product's or the administrator's words. */
export interface StepResult {
  readonly outcome: 'done' | 'pending' | 'refused' | 'failed' | 'crashed'
  readonly message: string
  readonly activities: readonly string[]
}
