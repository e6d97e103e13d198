/** Notification Settings: who is told of system events. Source: trend-vision-one-configuring-recipient-groups. */
import * as v from 'valibot'
import { done, shows } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'

const ADDRESS = v.pipe(v.string(), v.email('an e-mail address'), v.maxLength(254))

const viewNotificationSettings = operation({
  name: 'viewNotificationSettings',
  screen: 'Notification Settings',
  does: 'Shows who is told of system events, and the signature of the product’s mail.',
  who: 'administrator',
  input: v.strictObject({}),
  repeatable: true,
  async run(at) {
    const { recipients, signature } = at.company.memory
    return shows(at, { recipients: recipients ?? [], signature })
  },
})

const setRecipients = operation({
  name: 'setRecipients',
  screen: 'Notification Settings',
  does: 'Replaces the System Notification Recipient Group.',
  who: 'administrator',
  input: v.strictObject({ addresses: v.pipe(v.array(ADDRESS), v.minLength(1), v.maxLength(100)) }),
  repeatable: true,
  async run(at, { addresses }) {
    await at.company.change(() => ({ type: 'recipients', addresses }))
    return done(at, 'recipients saved', { count: addresses.length })
  },
})

const setSignature = operation({
  name: 'setSignature',
  screen: 'Notification Settings',
  does: 'Sets the signature of every mail that the product sends; an empty one takes it away.',
  who: 'administrator',
  input: v.strictObject({ text: v.pipe(v.string(), v.maxLength(255)) }),
  repeatable: true,
  async run(at, { text }) {
    await at.company.change(() => ({ type: 'signature', text }))
    return done(at, 'settings saved', {})
  },
})

export const NOTIFICATION_SETTINGS: readonly AnyOperation[] = [
  viewNotificationSettings,
  setRecipients,
  setSignature,
]
