/** How the generations differ in the choice of targets, as data. */
import type { ChoiceRules } from '../stages/targets.ts'
import type { ProfileName } from './index.ts'

/** The earlier generation asks after the consent, and for the same choice in three services (documented). */
const EARLIER: ChoiceRules = { order: ['consent', 'choice'], isShared: true }

export const CHOICE_RULES: Readonly<Record<ProfileName, ChoiceRules>> = {
  cas: EARLIER,
  '2023-08': EARLIER,
  cecp: { order: ['choice', 'consent'], isShared: false },
}

/** The link by which protection is extended. */
export const EXTEND_LINK: Readonly<Record<ProfileName, string>> = {
  cas: 'Extend to protect all your Office 365 service targets.',
  '2023-08': 'Extend to protect all your Office 365 service targets.',
  cecp: 'Extend Protection to All Targets',
}
