/** The services of the console that an account is granted for, each with its kind of account. */
import { inlineKind } from '../service-accounts/inline/index.ts'
import type { AccountKind } from '../service-accounts/kind.ts'

export interface Service {
  /** As the console calls it. */
  readonly name: string
  /** Part of its accounts' names in the store. */
  readonly key: string
  readonly kind: AccountKind
  /** Purpose of the vendor's application that its accounts use. */
  readonly application: string
  /** Whether it needs the add-on for e-mail. Source: trend-vision-one-protection-modes-for-email-services. */
  readonly needsAddOn: boolean
}

export const INLINE_SERVICE = 'Exchange Online (Inline Mode)'

export const SERVICES: readonly Service[] = [
  {
    name: INLINE_SERVICE,
    key: 'inline',
    kind: inlineKind(),
    application: 'inline mode',
    needsAddOn: true,
  },
]

/** @throws RangeError for a service that the console does not have; schemas refuse it before */
export function serviceNamed(name: string): Service {
  const service = SERVICES.find((one) => one.name === name)
  if (!service) throw new RangeError(`"${name}" is not a service of the console`)
  return service
}
