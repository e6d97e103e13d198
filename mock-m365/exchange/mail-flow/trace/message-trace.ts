/**
 * What Get-MessageTraceV2 and Get-MessageTraceDetailV2 show of a journey: a message that leaves and comes
 * back is traced as two. Rows are stored in the tenant under the kind `MessageTrace`.
 * https://learn.microsoft.com/powershell/module/exchange/get-messagetracev2
 */

import type { Kind } from '../../../base.ts'
import type { Tenant, Write } from '../../../tenant.ts'
import { universalTime } from '../../../times.ts'
import { guidOf } from '../../directory-object.ts'
import { headerOf } from '../message.ts'
import type { Fate, FatePlace, Step, Trace } from './trace.ts'
import { FATES, sentenceOf } from './words.ts'

export const MESSAGE_TRACE: Kind = 'MessageTrace'

/** Values of Status that the mock writes. */
export type TraceStatus =
  | 'Delivered'
  | 'FilteredAsSpam'
  | 'Failed'
  | 'Pending'
  | 'Quarantined'
  | 'Expanded'
  | 'Resolved'

export interface TraceEvent {
  /** Time of the event; `Event`, `Action`, `Detail` and `Data` as DetailV2 names them. */
  readonly Date: string
  readonly Event: string
  readonly Action: string
  readonly Detail: string
  readonly Data: string
}

/** A stored entity: a row of MessageTraceV2, and under `Events` the rows of its DetailV2. */
export interface TraceRow {
  readonly MessageTraceId: string
  readonly MessageId: string
  readonly Received: string
  readonly SenderAddress: string
  readonly RecipientAddress: string
  readonly FromIP: string
  readonly ToIP: string
  readonly Subject: string
  readonly Status: TraceStatus
  readonly Size: number
  readonly Events: readonly TraceEvent[]
}

/** @param seed different for each arriving message: trace ids are derived from it */
export function traceRows(trace: Trace, seed: string): readonly TraceRow[] {
  const rows: TraceRow[] = []
  const reports = new Set(trace.fates.flatMap(({ report, copy }) => (report ? [copy] : [])))
  for (const [pass, all] of passesOf(trace)) {
    // journal reports are the service's own messages, and have no rows of the message that they report (inferred)
    const steps = all.filter(({ copy }) => !reports.has(copy))
    // Blocked connections leave no row (documented).
    if (steps.some((step) => step.kind === 'connection filter' && step.verdict === 'blocked')) continue
    const id = guidOf(`${seed} pass ${pass}`)
    const fates = trace.fates.filter((fate) => fate.pass === pass && !fate.report)
    for (const [recipient, status] of statusesOf(fates, steps)) {
      const own = fates.filter((fate) => fate.recipient === recipient)
      rows.push(rowOf(trace, steps, { id, recipient, status, fates: own }))
    }
  }
  return rows
}

function passesOf({ steps }: Trace): ReadonlyMap<number, readonly Step[]> {
  const passes = new Map<number, Step[]>()
  for (const step of steps) {
    const known = passes.get(step.pass)
    if (known) known.push(step)
    else passes.set(step.pass, [step])
  }
  return passes
}

interface End {
  readonly status: TraceStatus
  /** The last event of the row, unless one of its steps has it already. */
  readonly event: string
}

/**
 * Status and event of each end are inferred from their documented meanings. For the service, mail that
 * another server accepted was delivered.
 */
const ENDS: Readonly<Record<FatePlace, End>> = {
  inbox: { status: 'Delivered', event: 'Deliver' },
  junk: { status: 'FilteredAsSpam', event: 'Deliver' },
  quarantine: { status: 'Quarantined', event: 'Quarantine' },
  internet: { status: 'Delivered', event: 'Send External' },
  rejected: { status: 'Failed', event: 'Fail' },
  deleted: { status: 'Failed', event: 'Drop' },
  moderated: { status: 'Pending', event: 'Defer' },
  redirected: { status: 'Resolved', event: 'Resolved' },
  'kept outside': { status: 'Delivered', event: 'Send External' },
  lost: { status: 'Delivered', event: 'Send External' },
}

/**
 * One row for each recipient: groups are expanded, and a recipient that was only replaced has no end in this
 * pass.
 */
function statusesOf(fates: readonly Fate[], steps: readonly Step[]): ReadonlyMap<string, TraceStatus> {
  const statuses = new Map<string, TraceStatus>()
  for (const step of steps) {
    if (step.kind === 'expanded') statuses.set(step.group, 'Expanded')
    if (step.kind === 'deferred') for (const one of step.recipients) statuses.set(one, 'Pending')
    if (step.kind === 'handed over') for (const one of step.recipients) statuses.set(one, 'Delivered')
  }
  for (const { recipient, fate } of fates) statuses.set(recipient, ENDS[fate].status)
  return statuses
}

interface RowKey {
  readonly id: string
  readonly recipient: string
  readonly status: TraceStatus
  /**
   * The recipient's ends in this pass: several where a rule has added a recipient that another copy also has.
   */
  readonly fates: readonly Fate[]
}

function rowOf({ arrival }: Trace, steps: readonly Step[], row: RowKey): TraceRow {
  const { id, recipient, status } = row
  const arrived = steps.find((step) => step.kind === 'arrived')
  const { message, at } = arrival
  return {
    MessageTraceId: id,
    MessageId: headerOf(message, 'message-id') ?? '',
    Received: universalTime(at),
    SenderAddress: message.from,
    RecipientAddress: recipient,
    FromIP: arrived?.submittedBy === undefined ? (arrived?.ip ?? '') : '',
    ToIP: '',
    Subject: headerOf(message, 'subject') ?? '',
    Status: status,
    Size: message.size,
    Events: eventsOf(steps, row, at),
  }
}

/**
 * Names are documented, except `Send External`, `Malware` and `Quarantine`; these, and the names of steps,
 * are inferred.
 */
const EVENTS: Readonly<Partial<Record<Step['kind'], string>>> = {
  arrived: 'Receive',
  expanded: 'Expand',
  rule: 'Transport rule',
  split: 'Transfer',
  filtered: 'Spam',
  deferred: 'Defer',
  'handed over': 'Send External',
  refused: 'Fail',
}

function eventsOf(steps: readonly Step[], row: RowKey, at: number): readonly TraceEvent[] {
  const events: TraceEvent[] = []
  const add = (Event: string, Detail: string, Action = '') =>
    events.push({ Date: universalTime(at), Event, Action, Detail, Data: '' })
  for (const step of steps) {
    const event = step.kind === 'filtered' && step.sfv === 'MALW' ? 'Malware' : EVENTS[step.kind]
    if (event === undefined || !concerns(step, row, steps)) continue
    const action = step.kind === 'rule' ? step.did.map((done) => done.action).join(';') : ''
    add(event, sentenceOf(step), action)
  }
  for (const { recipient, fate, status } of row.fates) {
    const { event } = ENDS[fate]
    if (events.some(({ Event }) => Event === event)) continue
    const why = status === undefined ? '' : `: ${status}`
    add(event, `The message to ${recipient} is ${FATES[fate]}${why}.`)
  }
  return events
}

function concerns(step: Step, { recipient, fates }: RowKey, steps: readonly Step[]): boolean {
  switch (step.kind) {
    case 'rule':
      return step.outcome === 'acted' && step.recipients.includes(recipient)
    case 'filtered':
      // The filter judges a copy: its recipients are those that end with it or leave with it.
      return step.action !== 'deliver' && isOnCopy(step.copy, recipient, fates, steps)
    case 'expanded':
      return step.group === recipient || step.members.includes(recipient)
    case 'handed over':
      return step.recipients.includes(recipient) && !isTurnedAway(step, steps)
    default:
      return !('recipients' in step) || step.recipients.includes(recipient)
  }
}

const isOnCopy = (copy: number, recipient: string, fates: readonly Fate[], steps: readonly Step[]): boolean =>
  fates.some((fate) => fate.copy === copy) ||
  steps.some(
    (step) => step.kind === 'handed over' && step.copy === copy && step.recipients.includes(recipient),
  )

/** A host that refuses a message has not accepted it. */
const isTurnedAway = ({ copy, host }: Extract<Step, { kind: 'handed over' }>, steps: readonly Step[]) =>
  steps.some((step) => step.kind === 'refused' && step.copy === copy && step.by === host)

/** Commits the rows of a journey. `write.requestId` must be different for each message. */
export function recordMail(tenant: Tenant, write: Write, trace: Trace): readonly TraceRow[] {
  const rows = traceRows(trace, write.requestId)
  for (const row of rows)
    tenant.commit(write, MESSAGE_TRACE, `${row.MessageTraceId}/${row.RecipientAddress}`, { ...row })
  return rows
}
