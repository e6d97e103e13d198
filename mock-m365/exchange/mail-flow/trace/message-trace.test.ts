import { describe, expect, test } from 'vitest'
import { arrivalOf, type MailWorld, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { refusingHost } from '../outside/hosts.ts'
import type { Outside } from '../outside/outside.ts'
import { type TraceRow, traceRows } from './message-trace.ts'
import type { FatePlace, Trace } from './trace.ts'

const told = ({ RecipientAddress, Status, Events }: TraceRow) =>
  `${RecipientAddress.split('@')[0]} ${Status}: ${Events.map(({ Event }) => Event).join(', ')}`

const ENDS: Readonly<Record<FatePlace, string>> = {
  inbox: 'ann Delivered: Receive, Deliver',
  junk: 'ann FilteredAsSpam: Receive, Deliver',
  quarantine: 'ann Quarantined: Receive, Quarantine',
  internet: 'ann Delivered: Receive, Send External',
  rejected: 'ann Failed: Receive, Fail',
  deleted: 'ann Failed: Receive, Drop',
  moderated: 'ann Pending: Receive, Defer',
  redirected: 'ann Resolved: Receive, Resolved',
  'kept outside': 'ann Delivered: Receive, Send External',
  lost: 'ann Delivered: Receive, Send External',
}

test.each(Object.entries(ENDS))('who ends as %s reads so in the last event', (fate, row) => {
  const arrival = arrivalOf()
  const place = { pass: 0, copy: 0 }
  const ends = { scans: [], looped: false }
  const trace: Trace = {
    arrival,
    steps: [
      { ...place, kind: 'arrived', ip: '1', helo: 'h', submittedBy: undefined, from: 'b', to: [], tls: true },
    ],
    fates: [{ ...place, ...ends, recipient: 'ann@contoso.com', fate: fate as FatePlace }],
  }
  const rows = traceRows(trace, 's')
  expect(rows.map(told)).toEqual([row])
  expect(rows[0]?.Events.at(-1)?.Detail).toMatch(/^The message to ann@contoso\.com is /)
})

const rule =
  (action: object) =>
  ({ run }: MailWorld) =>
    run('New-TransportRule', { Name: 'r', ...action })

const found = (verdict: string): MessageShort => ({ headers: [['X-Filter-Test', verdict]] })
const malware = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
const sent: MessageShort = { submitted: true, to: ['x@example.net'] }

describe('a real journey', () => {
  test.each<[string, ((world: MailWorld) => void) | undefined, MessageShort, readonly string[], Outside?]>([
    ['plain', undefined, {}, ['ann Delivered: Receive, Deliver']],
    ['spam', undefined, found('spam'), ['ann FilteredAsSpam: Receive, Spam, Deliver']],
    ['phishing', undefined, found('high confidence phish'), ['ann Quarantined: Receive, Spam, Quarantine']],
    ['malware', undefined, { body: malware }, ['ann Quarantined: Receive, Malware, Quarantine']],
    [
      'quarantined by a rule',
      rule({ Quarantine: true }),
      {},
      ['ann Quarantined: Receive, Transport rule, Quarantine'],
    ],
    ['deleted', rule({ DeleteMessage: true }), {}, ['ann Failed: Receive, Transport rule, Drop']],
    ['rejected', rule({ RejectMessageReasonText: 'no' }), {}, ['ann Failed: Receive, Transport rule, Fail']],
    [
      'moderated',
      rule({ ModerateMessageByUser: ['ben@contoso.com'] }),
      {},
      ['ann Pending: Receive, Transport rule, Defer'],
    ],
    [
      'redirected',
      rule({ RedirectMessageTo: ['ben@contoso.com'] }),
      {},
      ['ann Resolved: Receive, Transport rule, Resolved', 'ben Delivered: Receive, Deliver'],
    ],
    [
      'with one unknown recipient',
      undefined,
      { to: ['ann@contoso.com', 'nobody@contoso.com'] },
      ['nobody Failed: Receive, Fail', 'ann Delivered: Receive, Deliver'],
    ],
    [
      'to a group',
      undefined,
      { submitted: true, from: 'eve@contoso.com', to: ['inner@contoso.com'] },
      ['inner Expanded: Receive, Expand', 'ben Delivered: Receive, Expand, Deliver'],
    ],
    [
      'to a group of nobody',
      ({ put }) => put('groups/members', 'inner/ben', undefined),
      { submitted: true, from: 'eve@contoso.com', to: ['inner@contoso.com'] },
      ['inner Failed: Receive, Expand, Drop'],
    ],
    ['that leaves', undefined, sent, ['x Delivered: Receive, Send External']],
    [
      'that a host refuses',
      undefined,
      sent,
      ['x Failed: Receive, Fail'],
      [refusingHost('mx', ['example.net'])],
    ],
    ['that no host takes', undefined, sent, ['x Failed: Receive, Defer, Fail'], []],
  ])('%s', (_, prepare, message, rows, outside) => {
    const world = mailWorld()
    prepare?.(world)
    expect(traceRows(world.mail(message, outside), 's').map(told)).toEqual(rows)
  })

  test('whose copies part shows to each what befell their own', () => {
    const world = mailWorld()
    rule({ SentTo: ['ben@contoso.com'], SetSCL: 9 })(world)
    const message = { to: ['ann@contoso.com', 'ben@contoso.com'] }
    expect(traceRows(world.mail(message), 's').map(told).sort()).toEqual([
      'ann Delivered: Receive, Deliver',
      'ben FilteredAsSpam: Receive, Transfer, Transport rule, Spam, Deliver',
    ])
  })
})
