/** The catalogue of faults: one line each. */
import { brokenListing } from './broken-listing.ts'
import { cutOff } from './cut-off.ts'
import { doubledEntry } from './doubled-entry.ts'
import { emptyPage } from './empty-page.ts'
import type { Fault } from './fault.ts'
import { lostAnswer } from './lost-answer.ts'
import { notFoundOnce } from './not-found-once.ts'
import { proxyPage } from './proxy-page.ts'
import { refusedByPolicy } from './refused-by-policy.ts'
import { refusedOnce } from './refused-once.ts'
import { reordered } from './reordered.ts'
import { roundForgotten } from './round-forgotten.ts'
import { sentTwice } from './sent-twice.ts'
import { serverError } from './server-error.ts'
import { serverErrorAfterEffect } from './server-error-after-effect.ts'
import { shortPage } from './short-page.ts'
import { throttled } from './throttled.ts'
import { throttledAfterEffect } from './throttled-after-effect.ts'

export const FAULTS: readonly Fault[] = [
  throttled,
  lostAnswer,
  serverError,
  serverErrorAfterEffect,
  refusedByPolicy,
  notFoundOnce,
  emptyPage,
  doubledEntry,
  brokenListing,
  roundForgotten,
  shortPage,
  reordered,
  refusedOnce,
  cutOff,
  proxyPage,
  sentTwice,
  throttledAfterEffect,
]
