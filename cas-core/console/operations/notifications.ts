/** Notifications, and the banners of the Dashboard. CECP documents no list; the banners stand in both generations. */
import * as v from 'valibot'
import type { Notification } from '../../notifications/notification.ts'
import { notificationOf } from '../../profiles/index.ts'
import { screenMessage } from '../../profiles/screens/index.ts'
import { done, refuses, shows } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { grantedIn, type Place } from '../places.ts'
import { aboutOf, placesOf } from '../running.ts'
import { ACTIVITY_SERVICE, API_SERVICE, INLINE_SERVICE } from '../services.ts'
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
  async run(at) {
    const banners = await collected(at, ({ account }) => account.ledger.notifications.banners)
    return shows(at, { banners, offers: await offersOf(at) })
  },
})

/** The earlier generation has no such banner (trend-vision-one-eo-m365-activity-data-CECP). */
async function offersOf(at: At): Promise<object[]> {
  if (at.product.settings.profile !== 'cecp') return []
  const offers = []
  for (const { id, name } of at.company.memory.organizations) {
    const granted = await grantedIn(at, id)
    const isOffered = [API_SERVICE, INLINE_SERVICE].some((service) => granted.includes(service))
    if (isOffered && !granted.includes(ACTIVITY_SERVICE))
      offers.push({
        organization: name,
        service: ACTIVITY_SERVICE,
        action: 'Grant Permission',
        text: screenMessage('cecp', 'activity data offered', {}),
      })
  }
  return offers
}

const listNotifications = operation({
  name: 'listNotifications',
  screen: 'Notifications',
  does: 'Lists what happened, newest first.',
  who: 'anyone',
  // the later generation has no such list (documented: feature limits)
  generations: ['cas', '2023-08'],
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
