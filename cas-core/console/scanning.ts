/** Scanning of the accounts that have it: which account, with which scanner, and what the console and the schedule do with it. */
import { M365Error } from '../microsoft/errors.ts'
import {
  catchUp,
  nextRenewalAt,
  renew,
  type Scanning,
  scanningOf,
  subscribe,
  withdraw,
} from '../scanning/index.ts'
import type { Hands } from '../schedule/run.ts'
import { outcome, type StageOutcome } from '../stages/outcome.ts'
import type { Withdrawn } from '../stages/revoke.ts'
import type { At } from './operation.ts'
import type { Place } from './places.ts'
import { API_SERVICE } from './services.ts'

/** The scanning of an account; undefined where the service has none, or where nobody scans. */
export function scanningAt(
  { product, company }: At,
  { organization, service, account }: Place,
): Scanning | undefined {
  const { scanner } = product.ports
  const { endpoints } = product.settings
  if (service.name !== API_SERVICE || !scanner || !endpoints) return undefined
  const name = company.accountName(organization.id, service.kind.name)
  const kept = product.scannings.get(name)
  if (kept?.account === account) return kept
  const scanning = scanningOf(account, { scanner, endpoints })
  product.scannings.set(name, scanning)
  return scanning
}

/**
 * Brings the subscriptions to the mailboxes that are protected now. What a mailbox or the service refuses, the schedule
 * tries again; nothing that was done before is undone by it.
 */
export async function scanProtected(at: At, place: Place): Promise<void> {
  const scanning = scanningAt(at, place)
  if (scanning) await unlessRefused(at, () => subscribe(scanning))
}

/** The hourly work on mail is due at once, since other mailboxes may be protected now. */
export function scanSoon(at: At, place: Place): void {
  const scanning = scanningAt(at, place)
  if (scanning) at.product.caughtUpAt.delete(scanning)
}

async function unlessRefused(at: At, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    at.product.ports.log.warn(
      { said: error.message },
      'mail is not scanned as it should be; it is tried again',
    )
  }
}

/** What the end of access takes out of mailboxes; undefined where nothing was put there. */
export function withdrawing(at: At, place: Place): (() => Promise<Withdrawn>) | undefined {
  const scanning = scanningAt(at, place)
  if (!scanning) return undefined
  return async () => {
    const withdrawn = await withdraw(scanning)
    // the folders are gone, and nothing in the list can be reached any more (documented)
    if (withdrawn.obstacles.length === 0) await scanning.quarantine.clear()
    return withdrawn
  }
}

/** What the schedule does about mail, and when. */
export async function mailHands(at: At, place: Place): Promise<Hands> {
  const scanning = scanningAt(at, place)
  if (!scanning) return {}
  const renewAt = await nextRenewalAt(scanning)
  const withdraw = withdrawing(at, place)
  const { caughtUpAt } = at.product
  return {
    renewAt: () => renewAt,
    renew: async (): Promise<StageOutcome> => {
      const { made, renewed, obstacles } = await renew(scanning)
      const data = { made, renewed, refused: obstacles.length }
      return outcome(obstacles.length === 0 ? 'done' : 'failed', { code: 'subscriptions renewed', data })
    },
    caughtUpAt: () => caughtUpAt.get(scanning),
    catchUp: async () => {
      caughtUpAt.set(scanning, at.product.ports.clock.now())
      return caughtUp(scanning)
    },
    ...(withdraw ? { withdraw } : {}),
    scanCounts: async (from, to) => {
      const { Pass = 0, Quarantine = 0, Delete = 0 } = await scanning.detections.counts(from, to)
      return {
        'messages scanned': Pass + Quarantine + Delete,
        'messages quarantined': Quarantine,
        'messages deleted': Delete,
      }
    },
  }
}

async function caughtUp(scanning: Scanning): Promise<StageOutcome> {
  const { obstacles: refusing } = await subscribe(scanning)
  const { messages, obstacles } = await catchUp(scanning)
  const { Pass = 0, Quarantine = 0, Delete = 0 } = messages
  const refused = new Set([...refusing, ...obstacles].map(({ mailbox }) => mailbox)).size
  const data = { scanned: Pass + Quarantine + Delete, detected: Quarantine + Delete, refused }
  return outcome('done', { code: 'mail caught up', data })
}
