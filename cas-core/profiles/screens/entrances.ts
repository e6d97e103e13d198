/**
 * The screens at which a grant begins, and the caption of the button there. Both entrances are documented
 * (trend-vision-one-different-granting-access, trend-vision-one-service-account-cloud-apps); all end alike.
 */
import type { ProfileName } from '../index.ts'

/** Names of screens. */
export const ENTRANCES = ['Service Status', 'Service Account'] as const

const isInline = (service: string): boolean => service.includes('Inline Mode')

const ON_DASHBOARD: Readonly<Record<ProfileName, (service: string) => string>> = {
  cecp: () => 'Grant Access',
  // of this generation the guide of inline mode is older than that of API mode (documented)
  cas: (service) => (isInline(service) ? 'Provision' : 'Grant access'),
  '2023-08': () => 'Provision',
}

/** On the Dashboard, next to a service. @param service as the console calls it */
export const dashboardCaption = (profile: ProfileName, service: string): string =>
  ON_DASHBOARD[profile](service)

/** On Service Account: a list of the services opens. */
export const ADD_CAPTION = 'Add'
