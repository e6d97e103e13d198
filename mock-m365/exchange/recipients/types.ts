/** The types of recipient in a cmdlet's RecipientTypeDetails. */

/** The requested types; undefined where absent. */
export const typesIn = (asked: unknown): ReadonlySet<string> | undefined =>
  Array.isArray(asked) && asked.length > 0 ? new Set(asked.map(String)) : undefined

export const MAILBOX_TYPES: ReadonlySet<string> = new Set([
  'UserMailbox',
  'SharedMailbox',
  'RoomMailbox',
  'EquipmentMailbox',
])

export const DISTRIBUTION_TYPES: ReadonlySet<string> = new Set([
  'MailUniversalDistributionGroup',
  'MailUniversalSecurityGroup',
  'RoomList',
])

export const UNIFIED_TYPES: ReadonlySet<string> = new Set(['GroupMailbox'])

export const NO_TYPES: ReadonlySet<string> = new Set()
