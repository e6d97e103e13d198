import type { Step } from './script.ts'

const API = { service: 'Exchange Online' }

/**
 * API mode at the console: a grant, mail that is scanned and put aside, a day, and the end of the account.
 * @param more mail that comes as well
 */
export const apiLife = (...more: readonly Step[]): readonly Step[] => [
  { op: 'console', operation: 'setLicence', input: { site: 'EU' }, as: 'vendor' },
  {
    op: 'console',
    operation: 'beginGrant',
    input: { ...API, policy: 'Default ATP policy', targets: 'all' },
  },
  { op: 'console consent', ...API },
  { op: 'receive mail', to: 'Ada Lovelace', subject: 'Invoice', isMalware: true },
  ...more,
  { op: 'notify' },
  { op: 'advance', hours: 24 },
  { op: 'console', operation: 'runDue', as: 'vendor' },
  { op: 'console', operation: 'removeServiceAccount', input: API, by: 'admin' },
]
