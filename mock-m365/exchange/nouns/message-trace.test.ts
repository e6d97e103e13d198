import { expect, test } from 'vitest'
import { HOUR_MS } from '../../times.ts'
import type { TraceRow } from '../mail-flow/trace/message-trace.ts'
import { errorText, START, type World, world } from '../testing/world.ts'

const GET = 'Get-MessageTraceV2'
const time = (at: number): string => `${new Date(at).toISOString().slice(0, 23)}0000Z`

const row = (n: number, change: Partial<TraceRow> = {}): TraceRow => ({
  MessageTraceId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  MessageId: `<${n}@contoso.com>`,
  Received: time(START - n * HOUR_MS),
  SenderAddress: 'ann@contoso.com',
  RecipientAddress: `r${n}@fabrikam.com`,
  FromIP: '203.0.113.1',
  ToIP: '',
  Subject: `Letter ${n}`,
  Status: 'Delivered',
  Size: 1000 + n,
  Events: [
    { Date: time(START - n * HOUR_MS), Event: 'Receive', Action: '', Detail: 'Message received.', Data: '' },
    { Date: time(START - n * HOUR_MS), Event: 'Transport rule', Action: 'SetSCL', Detail: 'r', Data: '' },
  ],
  ...change,
})

function traced(rows: readonly TraceRow[]): World {
  const w = world()
  const actor = { type: 'system', id: 'mail', displayName: 'Mail' } as const
  for (const one of rows)
    w.tenant.commit(
      { at: START, actor, call: 'mail', requestId: 'r' },
      'MessageTrace',
      `${one.MessageTraceId} ${one.RecipientAddress}`,
      { ...one },
    )
  return w
}

const subjects = (w: World, parameters: object = {}) =>
  w.send(GET, parameters).json.value.map(({ Subject }) => Subject)

test('rows of the last 48 hours come newest first, without the events', () => {
  const w = traced([row(3), row(1), row(60)])
  const [first] = w.send(GET).json.value
  expect(subjects(w)).toEqual(['Letter 1', 'Letter 3'])
  expect(Object.keys(first ?? {}).filter((name) => !name.includes('@'))).toEqual([
    ...['MessageTraceId', 'MessageId', 'Received', 'SenderAddress', 'RecipientAddress', 'FromIP', 'ToIP'],
    ...['Subject', 'Status', 'Size'],
  ])
  expect(subjects(w, { StartDate: time(START - 72 * HOUR_MS), EndDate: time(START - 50 * HOUR_MS) })).toEqual(
    ['Letter 60'],
  )
})

test.each([
  [{ RecipientAddress: ['R2@fabrikam.com', 'r3@fabrikam.com'] }, [2, 3]],
  [{ RecipientAddress: '*@fabrikam.com', Status: 'Quarantined' }, [4]],
  [{ SenderAddress: 'bob@contoso.com' }, [2]],
  [{ MessageTraceId: row(3).MessageTraceId.replaceAll('-', '') }, [3]],
  [{ MessageId: '<1@contoso.com>' }, [1]],
  [{ FromIP: '198.51.100.9' }, [3]],
  [{ Subject: 'letter' }, [1, 2, 3, 4]],
  [{ Subject: '4', SubjectFilterType: 'EndsWith' }, [4]],
  [{ Subject: 'etter', SubjectFilterType: 'StartsWith' }, []],
])('the filter %j keeps the rows %j', (filter, kept) => {
  const rows = [
    row(1),
    row(2, { SenderAddress: 'bob@contoso.com' }),
    row(3, { FromIP: '198.51.100.9' }),
    row(4, { Status: 'Quarantined' }),
  ]
  expect(subjects(traced(rows), filter)).toEqual(kept.map((n) => `Letter ${n}`))
})

test('the last row of a result is where the next query begins, and no row is missed', () => {
  const sameTime = { Received: time(START - HOUR_MS) }
  const rows = [1, 2, 3, 4, 5, 6].map((n) => row(n, n % 2 === 0 ? sameTime : {}))
  const w = traced(rows)
  const seen = new Set<unknown>()
  let next: object = {}
  let boundary: unknown
  for (let round = 0; round < 8; round++) {
    const { json } = w.send(GET, { ResultSize: 2, StartDate: time(START - 48 * HOUR_MS), ...next })
    for (const { Subject } of json.value) seen.add(Subject)
    // The row at which the query ended comes again.
    if (round > 0) expect(json.value[0]?.Subject).toBe(boundary)
    const [warning] = json['@adminapi.warnings']
    if (warning === undefined) break
    expect(json['@odata.nextLink']).toBeUndefined()
    const last = json.value.at(-1)
    expect(warning).toBe(
      `There are more results, use the following command to get more. Get-MessageTraceV2 -StartDate "2026-02-28T10:00:00Z" -EndDate "${last?.Received}" -StartingRecipientAddress "${last?.RecipientAddress}" -ResultSize 2`,
    )
    boundary = last?.Subject
    next = { EndDate: last?.Received, StartingRecipientAddress: last?.RecipientAddress }
  }
  expect([...seen].sort()).toEqual(rows.map(({ Subject }) => Subject))
})

test.each([
  { StartDate: time(START - 91 * 24 * HOUR_MS), EndDate: time(START - 90 * 24 * HOUR_MS) },
  { StartDate: time(START - 11 * 24 * HOUR_MS) },
  { StartDate: time(START), EndDate: time(START - HOUR_MS) },
  { ResultSize: 0 },
  { ResultSize: 5001 },
  { Status: 'Lost' },
  { PageSize: 5 },
])('the query %j is refused', (parameters) => {
  expect(world().send(GET, parameters).status).toBe(400)
})

test('details are the events of one message for one recipient', () => {
  const w = traced([row(1), row(2)])
  const asked = { MessageTraceId: row(1).MessageTraceId, RecipientAddress: 'R1@fabrikam.com' }
  const events = (more: object = {}) =>
    w.send('Get-MessageTraceDetailV2', { ...asked, ...more }).json.value.map(({ Event }) => Event)
  expect(events()).toEqual(['Receive', 'Transport rule'])
  expect(events({ Event: ['transport rule'] })).toEqual(['Transport rule'])
  expect(events({ RecipientAddress: 'r2@fabrikam.com' })).toEqual([])
  expect(w.send('Get-MessageTraceDetailV2', { MessageTraceId: 'x' }).status).toBe(400)
})

test('the first version names its successor', () => {
  const answer = world().send('Get-MessageTrace', { PageSize: 5 })
  expect([answer.status, errorText(answer)]).toEqual([
    400,
    expect.stringMatching(/^Get-MessageTrace will start deprecating on September 1st, 2025/),
  ])
})
