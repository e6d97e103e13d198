/** The catalogue of faults: one line each. */
import type { Fault } from './fault.ts'
import { lostAnswer } from './lost-answer.ts'
import { serverError } from './server-error.ts'
import { serverErrorAfterEffect } from './server-error-after-effect.ts'
import { throttled } from './throttled.ts'

export const FAULTS: readonly Fault[] = [throttled, lostAnswer, serverError, serverErrorAfterEffect]
