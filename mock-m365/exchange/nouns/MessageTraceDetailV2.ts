/**
 * Events of one message for one recipient, oldest first. Names of the columns are observed in public scripts.
 * https://learn.microsoft.com/powershell/module/exchange/get-messagetracedetailv2
 */
import type { Entity } from '../../base.ts'
import { MESSAGE_TRACE } from '../mail-flow/trace/message-trace.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { windowOf } from './MessageTraceV2.ts'

const TEXT: ParameterSpec = { type: 'String', max: 1024 }
const LIST: ParameterSpec = { type: 'MultiValuedProperty', max: 1024 }
const TIME: ParameterSpec = { type: 'DateTime' }

export default noun({
  name: 'MessageTraceDetailV2',
  verbs: [],
  odd: {
    'Get-MessageTraceDetailV2': {
      parameters: {
        MessageTraceId: { ...TEXT, mandatory: true },
        RecipientAddress: { ...TEXT, mandatory: true },
        Action: LIST,
        EndDate: TIME,
        Event: LIST,
        MessageId: TEXT,
        SenderAddress: TEXT,
        StartDate: TIME,
      },
      run: show,
    },
  },
})

function show({ view, bound, at }: Invocation): Outcome {
  // Without dates, the message may be as old as traces are kept (inferred).
  if (bound.StartDate !== undefined || bound.EndDate !== undefined) windowOf(bound, at)
  const id = String(bound.MessageTraceId).replaceAll('-', '').toLowerCase()
  const output = view
    .find(MESSAGE_TRACE, 'RecipientAddress', String(bound.RecipientAddress))
    .filter((row) => String(row.MessageTraceId).replaceAll('-', '').toLowerCase() === id)
    .filter((row) => isMeant(row, bound, 'MessageId') && isMeant(row, bound, 'SenderAddress'))
    .flatMap((row) => eventsOf(row))
    .filter((event) => isAmong(event, bound, 'Event') && isAmong(event, bound, 'Action'))
  return { ...NOTHING, output }
}

function eventsOf({ Events, MessageTraceId, MessageId, SenderAddress, RecipientAddress }: Entity): Entity[] {
  const events: readonly Entity[] = Array.isArray(Events) ? Events : []
  return events.map((event) => ({
    MessageTraceId,
    MessageId,
    Date: event.Date,
    Event: event.Event,
    Action: event.Action,
    Detail: event.Detail,
    Data: event.Data,
    SenderAddress,
    RecipientAddress,
  }))
}

const isMeant = (row: Entity, bound: Binding, name: string): boolean =>
  typeof bound[name] !== 'string' || String(row[name]).toLowerCase() === bound[name].toLowerCase()

function isAmong(event: Entity, bound: Binding, name: string): boolean {
  const given = bound[name]
  if (given === undefined) return true
  const wanted = applied([], given as MultiValued).map((one) => one.toLowerCase())
  return wanted.length === 0 || wanted.includes(String(event[name]).toLowerCase())
}
