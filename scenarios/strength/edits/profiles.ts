/** Edits of cas-core/profiles: the words of the console. */
import type { Edit } from '../edit.ts'

export const PROFILE_EDITS: readonly Edit[] = [
  {
    id: 'reasons-untold',
    file: 'profiles/index.ts',
    from: "return [said, ...reasons].join('; ')",
    to: "return [said].join('; ')",
    story: 'The message of a stage does not say what stands in the way.',
  },
  {
    id: 'mail-in-2023',
    file: 'profiles/index.ts',
    from: "'2023-08': { ...WORDS, stages: EARLIER_STAGES, tokenMail: undefined },",
    to: "'2023-08': { ...WORDS, stages: EARLIER_STAGES },",
    story: 'The generation of 2023 sends mail about tokens of Exchange Online.',
  },
  {
    id: 'choice-shared-in-cecp',
    file: 'profiles/targets.ts',
    from: "cecp: { order: ['choice', 'consent'], isShared: false },",
    to: "cecp: { order: ['choice', 'consent'], isShared: true },",
    story: 'The later generation asks for the same choice in all services.',
  },
  {
    id: 'cleanup-place-swapped',
    file: 'profiles/cleanup.ts',
    from: "transportRule: 'Exchange admin center > Mail flow > Rules',",
    to: 'transportRule: CONNECTORS,',
    story: 'The checklist sends administrators to the wrong page.',
  },
  {
    id: 'wrong-organization-told',
    file: 'profiles/notifications.ts',
    from: '({ cause }, { service, organization }) =>\n    `The access token of the ${service} service account for ${organization} is invalid.',
    to: '({ cause }, { service, account }) =>\n    `The access token of the ${service} service account for ${account} is invalid.',
    story: 'The notification names an app ID in place of the organization.',
  },
]
