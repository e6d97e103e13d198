/**
 * Settings of inline protection that decide what is done with a message, and not which messages are rerouted. Source:
 * trend-vision-one-inline-settings-exchange.
 */
import * as v from 'valibot'
import { typed } from '#input'

const SETTINGS = v.strictObject({
  /**
   * Sender Address Match: whether the address in the message's header is compared with the senders that policies and
   * lists name, in addition to the envelope's address, which always is. It decides which settings apply to a message that
   * is scanned. The rules that reroute go on comparing the envelope alone: mail that they took by its header and whose
   * envelope names nobody of the tenant would be refused on its way back (proposed).
   */
  matchesHeader: v.boolean(),
  /** Trust Scan: API mode leaves out the filters that inline mode has applied to a message already. */
  trustsScan: v.boolean(),
})

export type MailSettings = Readonly<v.InferOutput<typeof SETTINGS>>

/** Proposed: no page gives the settings of a new account. */
export const MAIL_SETTINGS: MailSettings = { matchesHeader: false, trustsScan: false }

/** @throws InputError naming the place */
export const mailSettingsFrom = (value: unknown): MailSettings =>
  typed(SETTINGS, value, { name: 'settings', mend: 'give both settings as true or false' })
