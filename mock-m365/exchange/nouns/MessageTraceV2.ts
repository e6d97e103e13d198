/**
 * Traces of messages, newest first, at most ten days at a time out of ninety. There are no pages: the next
 * query ends at the last row. Order, warning and continuation observed; texts of refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/get-messagetracev2
 */

import type { Entity } from '../../base.ts'
import { DAY_MS, secondsText } from '../../times.ts'
import { invalidSettings } from '../errors.ts'
import { MESSAGE_TRACE } from '../mail-flow/trace/message-trace.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'

/** Documented. */
const [REACH_MS, SPAN_MS, USUAL_MS] = [90 * DAY_MS, 10 * DAY_MS, 2 * DAY_MS]
const RESULTS_DEFAULT = 1000
/** Documented; the last one is shown by the trace and named on another page. */
const TRACE_STATUSES = [
  ...[
    'Delivered',
    'Expanded',
    'Failed',
    'FilteredAsSpam',
    'GettingStatus',
    'Pending',
    'Quarantined',
    'Resolved',
  ],
]

const TEXT: ParameterSpec = { type: 'String', max: 1024 }
const LIST: ParameterSpec = { type: 'MultiValuedProperty', max: 1024 }
const TIME: ParameterSpec = { type: 'DateTime' }

export default noun({
  name: 'MessageTraceV2',
  verbs: [],
  odd: {
    'Get-MessageTraceV2': {
      parameters: {
        EndDate: TIME,
        FromIP: TEXT,
        MessageId: LIST,
        MessageTraceId: TEXT,
        RecipientAddress: LIST,
        ResultSize: { type: 'Int32', range: [1, 5000] },
        SenderAddress: LIST,
        StartDate: TIME,
        StartingRecipientAddress: TEXT,
        Status: { ...LIST, values: TRACE_STATUSES, clr: 'System.String' },
        Subject: TEXT,
        SubjectFilterType: {
          type: 'Enum',
          clr: 'System.String',
          values: ['Contains', 'StartsWith', 'EndsWith'],
        },
        ToIP: TEXT,
      },
      run: show,
    },
  },
})

/** Milliseconds since the epoch. @throws CmdletError for a period that the service refuses */
export function windowOf({ StartDate, EndDate }: Binding, at: number): readonly [number, number] {
  const end = typeof EndDate === 'string' ? Date.parse(EndDate) : at
  const start = typeof StartDate === 'string' ? Date.parse(StartDate) : end - USUAL_MS
  if (start > end) throw invalidSettings('StartDate must be earlier than EndDate.')
  if (start < at - REACH_MS) throw invalidSettings('StartDate must be within the last 90 days.')
  if (end - start > SPAN_MS) throw invalidSettings('The date range must not be longer than 10 days.')
  return [start, end]
}

function show({ view, bound, at }: Invocation): Outcome {
  const [start, end] = windowOf(bound, at)
  const size = typeof bound.ResultSize === 'number' ? bound.ResultSize : RESULTS_DEFAULT
  const from =
    typeof bound.StartingRecipientAddress === 'string' ? bound.StartingRecipientAddress.toLowerCase() : ''
  const tests = FILTERS.map((filter) => filter(bound)).filter((test) => test !== undefined)
  const found = view
    .list(MESSAGE_TRACE)
    .filter((row) => isWithin(row, start, end, from) && tests.every((test) => test(row)))
    .sort(newestFirst)
  const rows = found.slice(0, size)
  const output = rows.map(({ Events: _, ...row }) => row)
  return { ...NOTHING, output, warnings: found.length > size ? [continuation(rows, start, size)] : [] }
}

/** The next query begins at time and recipient of the last row, so that this row comes again (observed). */
function isWithin({ Received, RecipientAddress }: Entity, start: number, end: number, from: string): boolean {
  const received = Date.parse(String(Received))
  if (received < start || received > end) return false
  return received < end || from === '' || String(RecipientAddress).toLowerCase() >= from
}

/** The order by recipient at equal times is inferred from the continuation. */
function newestFirst(a: Entity, b: Entity): number {
  const [later, earlier] = [String(b.Received), String(a.Received)]
  if (later !== earlier) return later < earlier ? -1 : 1
  return String(a.RecipientAddress).toLowerCase() < String(b.RecipientAddress).toLowerCase() ? -1 : 1
}

/** Observed. */
function continuation(rows: readonly Entity[], start: number, size: number): string {
  const last = rows.at(-1)
  const shown = (at: number) => secondsText(at)
  return `There are more results, use the following command to get more. Get-MessageTraceV2 -StartDate "${shown(start)}" -EndDate "${last?.Received}" -StartingRecipientAddress "${last?.RecipientAddress}" -ResultSize ${size}`
}

type Test = (row: Entity) => boolean

const FILTERS: readonly ((bound: Binding) => Test | undefined)[] = [
  ...['MessageId', 'RecipientAddress', 'SenderAddress', 'Status'].map(
    (name) => (bound: Binding) => isOneOf(name, bound[name]),
  ),
  ...['FromIP', 'ToIP', 'MessageTraceId'].map((name) => (bound: Binding) => isEqual(name, bound[name])),
  ({ Subject, SubjectFilterType }) => subjectTest(Subject, SubjectFilterType),
]

const folded = (value: unknown): string => String(value).toLowerCase()

function isEqual(name: string, wanted: unknown): Test | undefined {
  if (typeof wanted !== 'string' || wanted === '') return undefined
  const plain = folded(wanted).replaceAll('-', '')
  return (row) => folded(row[name]).replaceAll('-', '') === plain
}

/** Addresses may begin with a star (inferred from published queries: `*@contoso.com`). */
function isOneOf(name: string, given: unknown): Test | undefined {
  if (given === undefined) return undefined
  const wanted = applied([], given as MultiValued).map(folded)
  if (wanted.length === 0) return undefined
  return (row) => {
    const value = folded(row[name])
    return wanted.some((one) => (one.startsWith('*') ? value.endsWith(one.slice(1)) : value === one))
  }
}

function subjectTest(subject: unknown, type: unknown): Test | undefined {
  if (typeof subject !== 'string' || subject === '') return undefined
  const wanted = folded(subject)
  return ({ Subject }) => {
    const text = folded(Subject)
    if (type === 'StartsWith') return text.startsWith(wanted)
    return type === 'EndsWith' ? text.endsWith(wanted) : text.includes(wanted)
  }
}
