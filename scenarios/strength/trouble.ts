/** What a unit has found fault with; undefined where it found none. */
import type { Counts } from '#reports'

export function troubleIn({ failures, trials, defects, changes }: Counts): string | undefined {
  const [failure] = failures
  if (failure) {
    const [finding] = failure.findings
    return finding && `${finding.invariant}: ${finding.detail}`
  }
  if (trials.some(({ canFail }) => !canFail)) return 'a trial finds no fault with what is wrong on purpose'
  if (defects.some(({ judged }) => !judged)) return 'the script of a known defect fails without it'
  const missed = defects.find(({ expected, caughtBy }) => !caughtBy.includes(expected))
  if (missed) return `the known defect is not caught by "${missed.expected}"`
  const missing = changes.find(({ seen }) => seen === 'missing')
  return missing && `the documented change ${missing.row} is missing`
}
