/** Settings of a mailbox, read only. https://learn.microsoft.com/graph/api/resources/mailboxsettings */
import type { Answer } from '../../wire.ts'
import { answerJson } from './answers.ts'
import { folderIdOf } from './folders/folders.ts'
import { wellKnownByName } from './folders/well-known-folders.ts'
import type { MailTurn } from './mailbox.ts'

export function getMailboxSettings(turn: MailTurn): Answer {
  const archive = wellKnownByName('archive')
  return answerJson(turn.turn, 200, {
    ...contextOf(turn),
    archiveFolder: folderIdOf(turn.mailbox.userId, archive?.key ?? ''),
    ...SETTINGS,
    timeZone: 'UTC',
  })
}

/** One setting by itself. https://learn.microsoft.com/graph/api/user-get-mailboxsettings (documented) */
export const getMailboxSetting =
  (name: keyof typeof SETTINGS | 'timeZone') =>
  (turn: MailTurn): Answer => {
    const value = name === 'timeZone' ? 'UTC' : SETTINGS[name]
    return answerJson(turn.turn, 200, {
      ...contextOf(turn, `/${name}`),
      ...(typeof value === 'string' ? { value } : value),
    })
  }

function contextOf({ turn, mailbox }: MailTurn, further = ''): Record<string, string> {
  const { arrival, version, annotated } = turn
  const context = `${arrival.origin}/${version}/$metadata#${mailbox.context}/mailboxSettings${further}`
  return annotated ? { '@odata.context': context } : {}
}

const NEVER = { dateTime: '0001-01-01T00:00:00.0000000', timeZone: 'UTC' }

/** Settings that a path may name. */
export const SINGLE_SETTINGS = ['automaticRepliesSetting', 'language', 'timeZone', 'userPurpose'] as const

/** A new mailbox's (order of keys documented, the values inferred). */
const SETTINGS = {
  automaticRepliesSetting: {
    status: 'disabled',
    externalAudience: 'all',
    internalReplyMessage: '',
    externalReplyMessage: '',
    scheduledStartDateTime: NEVER,
    scheduledEndDateTime: NEVER,
  },
  dateFormat: 'M/d/yyyy',
  timeFormat: 'h:mm tt',
  delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
  language: { locale: 'en-US', displayName: 'English (United States)' },
  userPurpose: 'user',
  workingHours: {
    daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    startTime: '08:00:00.0000000',
    endTime: '17:00:00.0000000',
    timeZone: { name: 'UTC' },
  },
}
