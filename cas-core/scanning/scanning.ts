/** What scanning works with: an account in API mode, its stores, its scanner, and where Graph reports. */
import type { Session } from '../microsoft/session.ts'
import type { Endpoints } from '../microsoft/subscriptions.ts'
import type {
  DetectionStore,
  DirectoryStore,
  QuarantineStore,
  ScannedMailbox,
  Scanner,
  ScanningStore,
} from '../ports.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { inTurns, type Turns } from './turns.ts'

export interface Scanning {
  readonly account: Account
  readonly session: Session
  readonly directory: DirectoryStore
  readonly quarantine: QuarantineStore
  readonly mailboxes: ScanningStore
  readonly detections: DetectionStore
  readonly scanner: Scanner
  readonly endpoints: Endpoints
  /**
   * Work on one mailbox, one after the other. The journal's lease is not asked for: mail does not wait until a
   * synchronization has ended. What two processes do at once in one mailbox is safe all the same: a message is one item
   * by its id, and Exchange keeps two folders of one name from coming into being.
   */
  readonly alone: Turns
  /** Messages that this process has scanned since its start, so that the following round need not read them again. */
  readonly scanned: Set<string>
}

/**
 * Scanning of an account. Everything but the messages scanned lately is in the store, so that a new process goes on.
 * The account is to be another object over the same stores than the one whose stages run: both read the journal on,
 * each at its own time.
 * @throws RangeError where the account has a journal and no other store
 */
export function scanningOf(
  account: Account,
  { scanner, endpoints }: Pick<Scanning, 'scanner' | 'endpoints'>,
): Scanning {
  const { directory, quarantine, scanning: mailboxes, detections } = account.ports
  if (!directory || !quarantine || !mailboxes || !detections)
    throw new RangeError(
      'scanning needs a store of the directory, of the quarantine, of mailboxes and of detections',
    )
  const { session } = account
  return {
    account,
    session,
    directory,
    quarantine,
    mailboxes,
    detections,
    scanner,
    endpoints,
    alone: inTurns(),
    scanned: new Set(),
  }
}

/** Whether access is granted at present, as the journal has it. It is read by one caller after the other. */
export const isRunning = ({ alone, account: { ledger, kind } }: Scanning): Promise<boolean> =>
  alone('journal', async () => {
    await ledger.catchUp()
    return isGranted(kind, ledger.goal)
  })

const PAGE = 500

/** All mailboxes that are kept, in the order of ids. */
export async function* keptMailboxes({ mailboxes }: Scanning): AsyncGenerator<ScannedMailbox> {
  for (let after = ''; ; ) {
    const page = await mailboxes.mailboxesAfter(after, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.id
  }
}

/** Changes what is kept of a mailbox, in its turn; undefined where nothing is kept. */
export async function changed(
  { mailboxes }: Scanning,
  id: string,
  change: (kept: ScannedMailbox) => Partial<ScannedMailbox>,
): Promise<ScannedMailbox | undefined> {
  const kept = await mailboxes.mailbox(id)
  if (!kept) return undefined
  const after = { ...kept, ...change(kept) }
  await mailboxes.put(after)
  return after
}
