/** Texts of the console, by product generation. The words are the product's own (grant and provisioning guides). */
import type { Obstacle } from '../reconcile/obstacle.ts'
import type { Activity, StageOutcome } from '../stages/outcome.ts'
import { WORDS, type Wording, type Words } from './words.ts'

export type ProfileName = 'cas' | 'cecp'

export const PROFILES: Readonly<Record<ProfileName, Words>> = {
  cas: {
    ...WORDS,
    stages: { ...WORDS.stages, granted: () => 'Exchange Online protected in inline mode.' },
  },
  cecp: {
    ...WORDS,
    stages: {
      ...WORDS.stages,
      granted: () => 'Successfully created a service account and synced data.',
    },
  },
}

/** What the console shows of a stage. */
export function messageOf(profile: ProfileName, { code, data, obstacles }: StageOutcome): string {
  const said = worded(PROFILES[profile].stages, code, data)
  const reasons = obstacles.map((obstacle) => `${obstacle.name}: ${reasonOf(profile, obstacle)}`)
  // the obstacles say what is left
  if (code === 'left undone') return [...reasons, said].join('; ')
  return [said, ...reasons].join('; ')
}

export const reasonOf = (profile: ProfileName, { code, data }: Obstacle): string =>
  worded(PROFILES[profile].obstacles, code, data)

export const activityOf = (profile: ProfileName, { code, data }: Activity): string =>
  worded(PROFILES[profile].activities, code, data)

/** Code and values belong together, which their types say one by one only. */
const worded = <Data>(wording: Wording<Data>, code: keyof Data, data: unknown): string =>
  wording[code](data as Data[typeof code])
