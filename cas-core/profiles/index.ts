/** Texts of the console, by product generation. The words are the product's own (grant and provisioning guides). */
import type { Notification } from '../notifications/notification.ts'
import type { Obstacle } from '../reconcile/obstacle.ts'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import type { Activity, StageOutcome } from '../stages/outcome.ts'
import { type About, LATER_PRODUCT, type Message, tokenMailOf } from './notifications.ts'
import type { Wording } from './wording.ts'
import { WORDS, type Words } from './words.ts'

/** `2023-08` is the earlier generation as the vendor's article on tokens of that month describes it. */
export type ProfileName = 'cas' | 'cecp' | '2023-08'

const EARLIER_STAGES: Words['stages'] = {
  ...WORDS.stages,
  granted: () => 'Exchange Online protected in inline mode.',
  'service protected': ({ service }) => `${service} protected.`,
  'former account stands': ({ names }) =>
    `${names.join(' and ')}: the Exchange Mail Flow service account protects outgoing mail; deprovision it first in Administration > Service Account, then try again`,
}

export const PROFILES: Readonly<Record<ProfileName, Words>> = {
  cas: { ...WORDS, stages: EARLIER_STAGES },
  // e-mail about tokens went out for SharePoint Online, OneDrive, Box, Teams and Teams Chat only
  '2023-08': { ...WORDS, stages: EARLIER_STAGES, tokenMail: undefined },
  cecp: {
    ...WORDS,
    tokenMail: tokenMailOf(LATER_PRODUCT),
    stages: {
      ...WORDS.stages,
      granted: () => 'Successfully created a service account and synced data.',
      'service protected': () => 'Successfully created a service account and synced data.',
    },
  },
}

/** What the console shows of a stage. */
export function messageOf(profile: ProfileName, { code, data, obstacles }: StageOutcome): string {
  const said = worded(PROFILES[profile].stages, code, data)
  const reasons = obstacles.map((obstacle) => `${obstacle.name}: ${reasonOf(profile, obstacle)}`)
  // the obstacles say what is left
  if (code === 'left undone' || code === 'grant taken back') return [...reasons, said].join('; ')
  return [said, ...reasons].join('; ')
}

export const reasonOf = (profile: ProfileName, { code, data }: Obstacle): string =>
  worded(PROFILES[profile].obstacles, code, data)

export const activityOf = (profile: ProfileName, { code, data }: Activity): string =>
  worded(PROFILES[profile].activities, code, data)

/** What a notification says. */
export const notificationOf = (
  profile: ProfileName,
  { code, data }: Pick<Notification, 'code' | 'data'>,
  about: About,
): string => {
  const wording = PROFILES[profile].notifications[code] as (values: typeof data, about: About) => string
  return wording(data, about)
}

/** The e-mail about an invalid token; undefined where the generation sends none. */
export const tokenMailTo = (profile: ProfileName, incident: Incident, about: About): Message | undefined =>
  PROFILES[profile].tokenMail?.(incident, about)

/** Code and values belong together, which their types say one by one only. */
const worded = <Data>(wording: Wording<Data>, code: keyof Data, data: unknown): string =>
  wording[code](data as Data[typeof code])
