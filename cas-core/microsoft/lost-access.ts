/**
 * How Microsoft's services say that they will not let the product into a tenant any more, told apart from failures that
 * pass. Entra ID refuses the token; Graph and Exchange Online refuse the token's owner, who lacks a permission or role.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
import type { M365Error, Meaning, ServiceName } from './errors.ts'

export type LossCause =
  | 'application removed'
  | 'application disabled'
  | 'secret refused'
  | 'consent revoked'
  | 'role removed'
  | 'blocked by Conditional Access'
  | 'tenant gone'
  | 'refused'

interface Row {
  readonly service: ServiceName
  readonly code: RegExp
  readonly cause: LossCause
}

const ROWS: readonly Row[] = [
  { service: 'entra', code: /^AADSTS(?:7000229|700016)$/, cause: 'application removed' },
  { service: 'graph', code: /^Authorization_IdentityNotFound$/, cause: 'application removed' },
  { service: 'entra', code: /^AADSTS7000112$/, cause: 'application disabled' },
  { service: 'graph', code: /^Authorization_IdentityDisabled$/, cause: 'application disabled' },
  { service: 'entra', code: /^AADSTS(?:7000215|7000222|7000218|700027|700024)$/, cause: 'secret refused' },
  {
    service: 'entra',
    code: /^AADSTS(?:65001|501051|650052|650056|650057|500011)$/,
    cause: 'consent revoked',
  },
  { service: 'graph', code: /^Authorization_RequestDenied$/, cause: 'consent revoked' },
  {
    service: 'entra',
    code: /^AADSTS(?:5300[0-3]|53004|530035|50158)$/,
    cause: 'blocked by Conditional Access',
  },
  { service: 'entra', code: /^AADSTS(?:90002|5000224|5000225|5000811|900021)$/, cause: 'tenant gone' },
]

/** Refusals of the token endpoint that end by themselves: Entra ID is busy, or a loop was detected. */
const ENTRA_PASSES = /^AADSTS(?:90033|90024|90012|50196|50197|500221)$/

const WHO: ReadonlySet<Meaning> = new Set(['unauthorized', 'forbidden'])

/**
 * Why a failed call means that access is lost; undefined for a failure that passes, or that is about what was asked. A
 * single answer proves little: it is confirmed before anybody is told.
 */
export function lossOf(error: M365Error): LossCause | undefined {
  const { service, code, status, meaning } = error
  const row = ROWS.find((one) => one.service === service && one.code.test(code))
  if (row) return row.cause
  if (service === 'exchange') return WHO.has(meaning) ? 'role removed' : undefined
  if (service === 'graph') return WHO.has(meaning) ? 'consent revoked' : undefined
  const isRefused = status >= 400 && status < 500 && status !== 408 && status !== 429
  return isRefused && /^AADSTS/.test(code) && !ENTRA_PASSES.test(code) ? 'refused' : undefined
}
