/** Edits of cas-core/schedule and cas-core/notifications: what is due, and who is told. */
import type { Edit } from '../edit.ts'

export const SCHEDULE_EDITS: readonly Edit[] = [
  {
    id: 'failed-work-tried-at-once',
    file: 'schedule/due.ts',
    from: 'return tries === 0 ? dueAt : Math.max(dueAt, Math.min(beganAt, nowMs) + pauseAfter(tries))',
    to: 'return tries === 0 ? dueAt : Math.min(dueAt, Math.min(beganAt, nowMs) + pauseAfter(tries))',
    story: '`min` for `max`: what has failed is tried again without a pause.',
  },
  {
    id: 'synchronized-while-locked-out',
    file: 'schedule/due.ts',
    from: '  if (state.hasIncident) return works\n  if (state.isSynchronized)',
    to: '  if (state.isSynchronized)',
    story: 'A tenant that lets the product in no more is synchronized all the same.',
  },
  {
    id: 'failed-work-is-done',
    file: 'schedule/run.ts',
    from: "  'service error',\n  'token invalid',\n])",
    to: "  'token invalid',\n])",
    story: 'A synchronization that a service has failed waits for the next day.',
  },
  {
    id: 'reports-though-off',
    file: 'schedule/state.ts',
    from: 'return isOn ? [{ id, nextAt: nextReportAt(frequency, after), attempts }] : []',
    to: 'return [{ id, nextAt: nextReportAt(frequency, after), attempts, isOn }]',
    story: 'Reports are generated though their schedule is off.',
  },
  {
    id: 'weekly-on-sunday',
    file: 'notifications/report-schedule.ts',
    from: 'const daysToMonday = (8 - new Date(tomorrow).getUTCDay()) % 7',
    to: 'const daysToMonday = (7 - new Date(tomorrow).getUTCDay()) % 7',
    story: 'Off by one: weekly reports come on Sundays.',
  },
  {
    id: 'lost-mail-counts-as-sent',
    file: 'schedule/token-mail.ts',
    from: "await ledger.append({ type: 'mail ended', of: open.id, outcome: 'failed' })",
    to: "await ledger.append({ type: 'mail ended', of: open.id, outcome: 'sent' })",
    story: 'A message that the mail server did not take is never sent.',
  },
  {
    id: 'banner-stays',
    file: 'notifications/list.ts',
    from: '      this.#change(record.id, () => ({ isBanner: false }))\n',
    to: '',
    story: 'The banner about an invalid token stays when access works again.',
  },
  {
    id: 'dismissed-banner-stays',
    file: 'notifications/list.ts',
    from: 'isBanner && dismissedAt === undefined)',
    to: 'isBanner || dismissedAt === undefined)',
    story: '`||` for `&&`: every notification is a banner.',
  },
]
