/** Common Test Report Format (https://ctrf.io), version 0.0.0: the cases as JSON, for tools that read no XML. */
import { jsonOf } from '../json.ts'
import type { Case, Suite } from './cases.ts'

/** When the run began and ended, in milliseconds since the epoch: the format asks for both. */
export interface RunTimes {
  readonly startMs: number
  readonly stopMs: number
}

export function ctrfOf(suites: readonly Suite[], version: string, { startMs, stopMs }: RunTimes): string {
  const tests = suites.flatMap(({ name, cases }) => cases.map((one) => testOf(name, one)))
  const counted = (status: string) => tests.filter((test) => test.status === status).length
  return jsonOf({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: 'casproof',
    results: {
      tool: { name: 'casproof', version },
      summary: {
        tests: tests.length,
        passed: counted('passed'),
        failed: counted('failed'),
        skipped: counted('skipped'),
        pending: 0,
        other: 0,
        start: startMs,
        stop: stopMs,
      },
      tests,
    },
  })
}

function testOf(suite: string, { name, failure, skipped, details, seconds = 0 }: Case) {
  const status = failure !== undefined ? 'failed' : skipped !== undefined ? 'skipped' : 'passed'
  const message = failure ?? skipped
  return {
    name,
    status,
    duration: Math.round(seconds * 1000),
    suite: [suite],
    ...(message === undefined ? {} : { message }),
    ...(details === undefined ? {} : { trace: details }),
  }
}
