/** Notifications, and the banners of the Dashboard. CECP documents no list; the banners stand in both generations. */
import * as v from 'valibot'
import type { Notification } from '../../notifications/notification.ts'
import { notificationOf } from '../../profiles/index.ts'
import { done, refuses, shows } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import type { Place } from '../places.ts'
import { aboutOf, placesOf } from '../running.ts'
import { TEXT } from '../text.ts'

const shown = (at: At, place: Place, notification: Notification) => ({
  id: notification.id,
  at: new Date(notification.at).toISOString(),
  organization: place.organization.name,
  service: place.service.name,
  code: notification.code,
  text: notificationOf(at.product.settings.profile, notification, aboutOf(place)),
  isDismissed: notification.dismissedAt !== undefined,
})

async function collected(at: At, of: (place: Place) => readonly Notification[]) {
  const all = (await placesOf(at)).flatMap((place) => of(place).map((one) => shown(at, place, one)))
  return all.sort((one, other) => (one.at < other.at ? 1 : -1))
}

const viewBanners = operation({
  name: 'viewBanners',
  screen: 'Service Status',
  does: 'Shows what stands at the top of the Dashboard: access tokens that are invalid.',
  who: 'anyone',
  input: v.strictObject({}),
  repeatable: true,
  run: async (at) =>
    shows(at, { banners: await collected(at, ({ account }) => account.ledger.notifications.banners) }),
})

const listNotifications = operation({
  name: 'listNotifications',
  screen: 'Notifications',
  does: 'Lists what happened, newest first.',
  who: 'anyone',
  input: v.strictObject({}),
  repeatable: true,
  run: async (at) =>
    shows(at, { notifications: await collected(at, ({ account }) => account.ledger.notifications.list) }),
})

const dismissNotification = operation({
  name: 'dismissNotification',
  screen: 'Notifications',
  does: 'Puts a notification away.',
  who: 'administrator',
  input: v.strictObject({ id: TEXT }),
  repeatable: true,
  async run(at, { id }) {
    for (const { account } of await placesOf(at))
      if (account.ledger.notifications.list.some((one) => one.id === id)) {
        await account.ledger.leased(() => account.ledger.append({ type: 'notification dismissed', id }))
        return done(at, 'settings saved', {})
      }
    return refuses(at, 'no such notification', { id })
  },
})

export const NOTIFICATIONS: readonly AnyOperation[] = [viewBanners, listNotifications, dismissNotification]
