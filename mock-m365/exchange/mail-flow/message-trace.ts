/**
 * What Get-MessageTraceV2 and Get-MessageTraceDetailV2 show of a journey: a message that leaves and comes back is
 * traced as two. Rows are kept in the tenant under the kind `MessageTrace`.
 * https://learn.microsoft.com/powershell/module/exchange/get-messagetracev2
 */
import type { Kind } from '../../base.ts'
import type { Tenant, Write } from '../../tenant.ts'
import { guidOf, universalTime } from '../directory-object.ts'
import { headerOf } from './message.ts'
import type { FatePlace, Step, Trace } from './trace.ts'
import { sentenceOf } from './words.ts'

export const MESSAGE_TRACE: Kind = 'MessageTrace'

/** Values of Status that the mock writes. */
export type TraceStatus = 'Delivered' | 'FilteredAsSpam' | 'Failed' | 'Pending' | 'Quarantined' | 'Expanded'

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

/** @param seed different for each message that arrives: trace ids follow from it */
export function traceRows(trace: Trace, seed: string): readonly TraceRow[] {
  const rows: TraceRow[] = []
  for (const [pass, steps] of passesOf(trace)) {
    // Blocked connections leave no row (documented).
    if (steps.some((step) => step.kind === 'connection filter' && step.verdict === 'blocked')) continue
    const id = guidOf(`${seed} pass ${pass}`)
    for (const [recipient, status] of statusesOf(trace, pass, steps))
      rows.push(rowOf(trace, steps, { id, recipient, status }))
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

/** Deleted by a rule counts as failed; whoever was moderated waits (inferred from the meanings of the states). */
const STATUSES: Readonly<Record<FatePlace, TraceStatus>> = {
  inbox: 'Delivered',
  junk: 'FilteredAsSpam',
  quarantine: 'Quarantined',
  internet: 'Delivered',
  rejected: 'Failed',
  deleted: 'Failed',
  moderated: 'Pending',
  redirected: 'Expanded',
  'kept outside': 'Delivered',
  lost: 'Delivered',
}

/** What another server took was delivered, as far as the service can know; groups were expanded. */
function statusesOf(trace: Trace, pass: number, steps: readonly Step[]): ReadonlyMap<string, TraceStatus> {
  const statuses = new Map<string, TraceStatus>()
  for (const step of steps) if (step.kind === 'expanded') statuses.set(step.group, 'Expanded')
  for (const step of steps)
    if (step.kind === 'handed over')
      for (const recipient of step.recipients) statuses.set(recipient, 'Delivered')
  for (const { pass: at, recipient, fate } of trace.fates)
    if (at === pass) statuses.set(recipient, STATUSES[fate])
  return statuses
}

interface RowKey {
  readonly id: string
  readonly recipient: string
  readonly status: TraceStatus
}

function rowOf({ arrival }: Trace, steps: readonly Step[], { id, recipient, status }: RowKey): TraceRow {
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
    Events: eventsOf(steps, recipient, at),
  }
}

/** Names of events documented; which step is which event is inferred. */
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

function eventsOf(steps: readonly Step[], recipient: string, at: number): readonly TraceEvent[] {
  const events: TraceEvent[] = []
  for (const step of steps) {
    const Event = EVENTS[step.kind]
    if (Event === undefined || !concerns(step, recipient)) continue
    const Action = step.kind === 'rule' ? step.did.map(({ action }) => action).join(';') : ''
    events.push({ Date: universalTime(at), Event, Action, Detail: sentenceOf(step), Data: '' })
  }
  if (steps.every(({ kind }) => kind !== 'refused' && kind !== 'handed over'))
    events.push({
      Date: universalTime(at),
      Event: 'Deliver',
      Action: '',
      Detail: `Delivered for ${recipient}.`,
      Data: '',
    })
  return events
}

function concerns(step: Step, recipient: string): boolean {
  if (step.kind === 'rule') return step.outcome === 'acted' && step.recipients.includes(recipient)
  if (step.kind === 'filtered') return step.action !== 'deliver'
  if (step.kind === 'expanded') return step.group === recipient || step.members.includes(recipient)
  return !('recipients' in step) || step.recipients.includes(recipient)
}

/** Commits the rows of a journey. `write.requestId` must be different for each message. */
export function recordMail(tenant: Tenant, write: Write, trace: Trace): readonly TraceRow[] {
  const rows = traceRows(trace, write.requestId)
  for (const row of rows)
    tenant.commit(write, MESSAGE_TRACE, `${row.MessageTraceId}/${row.RecipientAddress}`, { ...row })
  return rows
}
