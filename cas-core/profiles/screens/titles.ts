/** Titles of screens, by generation. Those of Exchange Online are published; the other services follow their pattern. */
import type { ProfileName } from '../index.ts'

/** @param service as the console calls it: `Exchange Online (Inline Mode)` */
type Titles<Screen extends string> = Readonly<Record<Screen, (service: string) => string>>

export type TitledScreen = keyof typeof LATER

/** trend-vision-one-access-exchange-auth-acct, trend-vision-one-grant-exchange-inline-auth, …-service-account-cloud-apps */
const LATER = {
  'Grant Access': (service) => `Grant Access to ${service}`,
  'Recreate Access Token': (service) => `Recreate Access Token for ${service} Service Account`,
  'Remove Service Account': (service) => `Remove ${service} Service Account`,
  'Synchronized User List': (service) => `Synchronized User List for ${service}`,
} satisfies Titles<string>

const provision = (service: string): string => `Provision Service Account for ${service}`

const TITLES: Readonly<Record<ProfileName, Titles<TitledScreen>>> = {
  cecp: LATER,
  // of this generation the guide of inline mode is older than that of API mode, which has the later title (documented)
  cas: {
    ...LATER,
    'Grant Access': (service) =>
      service.includes('Inline Mode') ? provision(service) : LATER['Grant Access'](service),
  },
  '2023-08': { ...LATER, 'Grant Access': provision },
}

/** What stands at the top of a screen. */
export const screenTitle = (profile: ProfileName, screen: TitledScreen, service: string): string =>
  TITLES[profile][screen](service)
