/** The services of the console that an account is granted for, each with its kind of account. */
import { apiKind } from '../service-accounts/api/index.ts'
import { formerKind } from '../service-accounts/former/index.ts'
import { inlineKind } from '../service-accounts/inline/index.ts'
import type { AccountKind } from '../service-accounts/kind.ts'

export interface Service {
  /** As the console calls it. */
  readonly name: string
  readonly kind: AccountKind
  /** Purpose of the vendor's application that its accounts use. */
  readonly application: string
  /** Whether it needs the add-on for e-mail. Source: trend-vision-one-protection-modes-for-email-services. */
  readonly needsAddOn: boolean
  /** Names of services of which one has to be granted first. */
  readonly after?: readonly string[]
}

const serviceOf = (
  kind: AccountKind,
  more: Partial<Pick<Service, 'needsAddOn' | 'after'>> = {},
): Service => ({
  name: kind.service,
  kind,
  application: kind.applications[0] ?? '',
  needsAddOn: false,
  ...more,
})

const INLINE = inlineKind()
export const INLINE_SERVICE = INLINE.service
export const API_SERVICE = apiKind('api').service

/** What access can be granted to. Part of an account's name in the store is its kind's name. */
export const SERVICES: readonly Service[] = [
  serviceOf(apiKind('api')),
  serviceOf(INLINE, { needsAddOn: true }),
  serviceOf(apiKind('sharepoint')),
  serviceOf(apiKind('onedrive')),
  // the banner that offers it comes after a grant (trend-vision-one-eo-m365-activity-data-CECP)
  serviceOf(apiKind('activity'), { after: [API_SERVICE, INLINE_SERVICE] }),
]

/** What only an earlier product has granted. */
export const FORMER: Service = serviceOf(formerKind())

/** All that can be in the list of service accounts. */
export const LISTED: readonly Service[] = [...SERVICES, FORMER]

/** Names of services whose grant asks for targets. */
export const TARGETED: readonly string[] = SERVICES.filter(({ kind }) => kind.choosesTargets).map(
  ({ name }) => name,
)
export const ACTIVITY_SERVICE = apiKind('activity').service

/** @throws RangeError for a service that the console does not have; schemas refuse it before */
export function serviceNamed(name: string): Service {
  const service = LISTED.find((one) => one.name === name)
  if (!service) throw new RangeError(`"${name}" is not a service of the console`)
  return service
}
