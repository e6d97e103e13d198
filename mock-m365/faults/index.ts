/** The catalogue of faults: one line each. */
import { lostAnswer } from './lost-answer.ts'
import { throttled } from './throttled.ts'

export const FAULTS = [throttled, lostAnswer]
