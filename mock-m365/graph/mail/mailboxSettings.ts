/** What a mailbox is set to, read only: nobody here changes it. https://learn.microsoft.com/graph/api/resources/mailboxsettings */
import type { Answer } from '../../wire.ts'
import { answerJson } from './answers.ts'
import { folderIdOf } from './folders.ts'
import type { MailTurn } from './mailbox.ts'
import { wellKnownByName } from './well-known-folders.ts'

export function getMailboxSettings({ turn, mailbox }: MailTurn): Answer {
  const { arrival, version } = turn
  const context = `${arrival.origin}/${version}/$metadata#${mailbox.context}/mailboxSettings`
  const archive = wellKnownByName('archive')
  return answerJson(turn, 200, {
    ...(turn.annotated ? { '@odata.context': context } : {}),
    archiveFolder: folderIdOf(mailbox.userId, archive?.key ?? ''),
    ...SETTINGS,
    timeZone: 'UTC',
  })
}

const NEVER = { dateTime: '0001-01-01T00:00:00.0000000', timeZone: 'UTC' }

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
