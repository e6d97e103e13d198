/**
 * The progress of a removal, as the journal tells it, and removal by force. Source: trend-vision-one-revoking-access-office-365-services;
 * names of steps, statuses and estimates are proposed.
 */
import { cellOf, isList } from '../reconcile/row.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

export type RemovalStatus = 'Waiting' | 'In progress' | 'Completed' | 'Failed'

export interface RemovalView {
  readonly steps: readonly { readonly step: string; readonly status: RemovalStatus }[]
  /** In whole minutes; 0 when nothing is left. */
  readonly minutesLeft: number
  /** Whether the product's data may be removed by force: after a failure. */
  readonly isForceOffered: boolean
}

/** Each object is removed by one call, and looked for before and after. Proposed. */
const OBJECT_MS = 15_000
const MINUTE_MS = 60_000

/** Undefined unless access is being revoked, or was. It calls nothing. */
export function viewRemoval({ ledger, kind }: Account): RemovalView | undefined {
  const goal = kind.actions.revoke
  if (ledger.goal !== goal) return undefined
  const standing = kind.table.filter((row) => {
    const { id, open } = ledger.of(row.key)
    const isLeft = id !== undefined || open.some(({ action }) => action === 'create')
    return !ledger.reached && !isList(row) && cellOf(row, goal) === 'absent' && isLeft
  })
  const isOpen = (objects: readonly string[]) => standing.some((row) => objects.includes(row.kind))
  const steps = (kind.removal ?? []).map(({ step, objects, isLast = false }) => ({
    step,
    isCompleted: isLast ? ledger.reached : !isOpen(objects),
  }))
  const first = steps.findIndex(({ isCompleted }) => !isCompleted)
  const statusAt = (at: number): RemovalStatus =>
    at === first ? (ledger.removal.hasFailed ? 'Failed' : 'In progress') : 'Waiting'
  return {
    steps: steps.map(({ step, isCompleted }, at) => ({
      step,
      status: isCompleted ? 'Completed' : statusAt(at),
    })),
    minutesLeft: Math.ceil((standing.length * OBJECT_MS) / MINUTE_MS),
    isForceOffered: ledger.removal.hasFailed,
  }
}

/**
 * Removes what the product keeps of the account, and calls no service: the rest in the tenant is listed, and stays for
 * the administrator. The tie between tenant and organization is kept elsewhere, and is to be ended there.
 */
export async function removeByForce({ ledger, kind, ports }: Account): Promise<StageOutcome> {
  if (ledger.goal === undefined || isGranted(kind, ledger.goal) || !ledger.removal.hasFailed)
    return refused({ code: 'force not offered', data: {} })
  const leftovers = kind.table.flatMap((row) => {
    const { id, open, claimed, openClaims } = ledger.of(row.key)
    if (isList(row)) return claimed.length + openClaims.length > 0 ? [row.name] : []
    const isLeft = id !== undefined || open.some(({ action }) => action === 'create')
    return isLeft || row.kind === 'application' ? [row.name] : []
  })
  await ports.directory?.clear()
  await ports.quarantine?.clear()
  await ledger.append({ type: 'removed by force', leftovers })
  return outcome('done', { code: 'removed by force', data: { leftovers } })
}
