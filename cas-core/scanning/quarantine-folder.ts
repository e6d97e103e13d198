/**
 * The hidden folder of a mailbox for quarantined messages. It is made with the first item, and again where the user has
 * taken it away. Exchange takes no second folder of a name, so that a creation whose answer was lost makes no second one.
 * Source: trend-vision-one-changes-api-based-protection.
 */
import { M365Error } from '../microsoft/errors.ts'
import { foldersNamed, type MailFolder, makeHiddenFolder } from '../microsoft/mailbox.ts'
import { repeatable } from '../microsoft/retry.ts'
import { unlessAbsent } from '../microsoft/session.ts'
import type { ScannedMailbox } from '../ports.ts'
import type { Scanning } from './scanning.ts'

/** Proposed for Exchange: the product's pages name the folder so for other services only. */
export const QUARANTINE_FOLDER = 'trendmicro_cas_quarantine__dont_change_or_delete'

/** A folder of the name that people see was not made by us. */
export class FolderNameTaken extends Error {
  constructor() {
    super(`the mailbox has a folder ${QUARANTINE_FOLDER} that is not the product's`)
    this.name = 'FolderNameTaken'
  }
}

/**
 * Id of the folder, which exists when this returns.
 * @param kept the mailbox as the store has it @throws M365Error, FolderNameTaken
 */
export async function ensureQuarantineFolder(scanning: Scanning, kept: ScannedMailbox): Promise<string> {
  const { session, mailboxes } = scanning
  const standing = await standingFolder(scanning, kept)
  if (standing) {
    if (standing.id !== kept.folder?.id) await mailboxes.put({ ...kept, folder: { id: standing.id } })
    return standing.id
  }
  // the end of the account must look here, even if no answer tells of the folder
  await mailboxes.put({ ...kept, folder: { id: undefined } })
  let isFirst = true
  const id = await repeatable(session.ports, async () => {
    const made = isFirst ? undefined : ours(await named(scanning, kept.id), undefined)
    isFirst = false
    return made?.id ?? (await makeHiddenFolder(session, kept.id, QUARANTINE_FOLDER))
  }).catch(async (error: unknown) => {
    // an earlier creation has taken effect after all, and the listing that did not show it was behind
    const late = isTaken(error)
      ? await standingFolder(scanning, { ...kept, folder: { id: undefined } })
      : undefined
    if (!late) throw error
    return late.id
  })
  await mailboxes.put({ ...kept, folder: { id } })
  return id
}

/** The folder, if it stands where it was made; what is in Deleted Items is not listed under the root. @throws M365Error, FolderNameTaken */
export async function standingFolder(
  scanning: Scanning,
  { id: user, folder }: ScannedMailbox,
): Promise<MailFolder | undefined> {
  const { ports } = scanning.session
  const look = async () => ours(await repeatable(ports, () => named(scanning, user)), folder?.id)
  // one look suffices where nothing is remembered; a folder that is remembered is missed only twice
  return folder ? unlessAbsent(ports, look) : look()
}

const named = ({ session }: Scanning, user: string): Promise<MailFolder[]> =>
  foldersNamed(session, user, QUARANTINE_FOLDER)

/** People cannot hide a folder in their mail programs, so a hidden one of this name is the product's (inferred). */
function ours(found: readonly MailFolder[], id: string | undefined): MailFolder | undefined {
  const one = found.find((folder) => folder.id === id) ?? found.find(({ isHidden }) => isHidden)
  if (!one && found.length > 0) throw new FolderNameTaken()
  return one
}

const isTaken = (error: unknown): boolean =>
  error instanceof M365Error && (error.meaning === 'exists' || error.code === 'ErrorFolderExists')
