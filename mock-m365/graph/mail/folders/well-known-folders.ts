/**
 * The folders that every mailbox has by name. They are derived, not stored, so that an unused mailbox costs
 * nothing. https://learn.microsoft.com/graph/api/resources/mailfolder (names documented; most numbers
 * observed in real ids; which folders a new mailbox has is inferred).
 */
export interface WellKnownFolder {
  /** As in a path: `inbox`. */
  readonly name: string
  readonly displayName: string
  /** GUID inside the mailbox. */
  readonly key: string
  /** Name of the folder above; absent for folders outside the tree that people see. */
  readonly parent?: string
  readonly isHidden: boolean
}

const ROOT = 'msgfolderroot'

function folder(name: string, displayName: string, number: number, parent?: string): WellKnownFolder {
  const key = `00000000-0000-0000-0000-${number.toString(16).padStart(12, '0')}`
  return { name, displayName, key, isHidden: false, ...(parent === undefined ? {} : { parent }) }
}

const FOLDERS: readonly WellKnownFolder[] = [
  folder(ROOT, 'Top of Information Store', 0x108),
  folder('archive', 'Archive', 0x15d, ROOT),
  folder('conversationhistory', 'Conversation History', 0x115, ROOT),
  folder('deleteditems', 'Deleted Items', 0x10a, ROOT),
  folder('drafts', 'Drafts', 0x10f, ROOT),
  folder('inbox', 'Inbox', 0x10c, ROOT),
  folder('junkemail', 'Junk Email', 0x11e, ROOT),
  folder('outbox', 'Outbox', 0x10b, ROOT),
  folder('sentitems', 'Sent Items', 0x109, ROOT),
  { ...folder('syncissues', 'Sync Issues', 0x118, ROOT), isHidden: true },
  folder('conflicts', 'Conflicts', 0x119, 'syncissues'),
  folder('localfailures', 'Local Failures', 0x11a, 'syncissues'),
  folder('serverfailures', 'Server Failures', 0x11b, 'syncissues'),
  folder('recoverableitemsdeletions', 'Deletions', 0x141),
  folder('searchfolders', 'Finder', 0x107),
  folder('scheduled', 'Scheduled', 0x15e),
]

/** `clutter` is a name too, but a mailbox made today has no such folder. */
export const WELL_KNOWN_NAMES: ReadonlySet<string> = new Set([...FOLDERS.map(({ name }) => name), 'clutter'])

const BY_NAME = new Map(FOLDERS.map((one) => [one.name, one]))
const BY_KEY = new Map(FOLDERS.map((one) => [one.key, one]))

export const wellKnownByKey = (key: string): WellKnownFolder | undefined => BY_KEY.get(key)
/** @param name in any case */
export const wellKnownByName = (name: string): WellKnownFolder | undefined => BY_NAME.get(name.toLowerCase())
export const wellKnownUnder = (parent: string): WellKnownFolder[] =>
  FOLDERS.filter((one) => one.parent === parent)

/** The key of a folder that is known to exist. */
export function wellKnownKey(
  name: 'inbox' | 'drafts' | 'deleteditems' | 'recoverableitemsdeletions' | 'sentitems',
): string {
  const known = BY_NAME.get(name)
  if (!known) throw new TypeError(`${name} is not a folder`)
  return known.key
}
