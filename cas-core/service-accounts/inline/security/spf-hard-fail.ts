/** "SPF record: hard fail" of anti-spam policies. Source: trend-vision-one-verifying-security-settings-ms. */
import type { Row } from '../../../microsoft/exchange.ts'
import type { Finding } from './finding.ts'

export const SPF_PROPERTIES = ['Name', 'IsDefault', 'MarkAsSpamSpfRecordHardFail'] as const

/** The page speaks of the default policy only; another one is a warning (proposed). */
export const spfHardFail = (policies: readonly Row[]): Finding[] =>
  policies
    .filter((policy) => policy.MarkAsSpamSpfRecordHardFail === 'On')
    .map((policy): Finding => {
      const data = { policy: String(policy.Name) }
      return policy.IsDefault === true
        ? { code: 'SPF hard fail', severity: 'failure', data }
        : { code: 'SPF hard fail in a custom policy', severity: 'warning', data }
    })
