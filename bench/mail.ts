/** (h) Mail through fifty rules: messages in a second on one core, and what a new state costs after a write. */
import { type Arrival, compileMail, customerTenant, deliverMail, internetHost } from '#mock-m365'
import { type Bench, compared, median, type Row } from './measurement.ts'

const AT = Date.UTC(2026, 0, 5)
const RULES = 50
const GOAL = { at: 'least', bound: 20_000, next: 60_000 } as const

/** What customers' rules ask, in turn; almost no message meets them. */
const RULE_FORMS: readonly ((i: number) => Readonly<Record<string, unknown>>)[] = [
  (i) => ({
    FromScope: 'NotInOrganization',
    SubjectContainsWords: [`offer ${i}`, 'invoice due'],
    PrependSubject: '[?] ',
  }),
  (i) => ({ SenderDomainIs: [`partner${i}.example`], SetSCL: -1 }),
  (i) => ({
    SubjectOrBodyMatchesPatterns: [`secret-\\d{4}-${i}`],
    SetHeaderName: 'X-Secret',
    SetHeaderValue: '1',
  }),
  (i) => ({ RecipientAddressContainsWords: [`board${i}`], PrependSubject: '[Board] ' }),
  (i) => ({ HeaderContainsMessageHeader: 'X-Mailer', HeaderContainsWords: [`Bulk${i}`], SetSCL: 6 }),
  () => ({
    SentToMemberOf: ['staff@fabrikam.com'],
    ExceptIfFromScope: 'NotInOrganization',
    CopyTo: ['ann@fabrikam.com'],
  }),
  () => ({
    SenderIpRanges: ['198.51.100.0/24'],
    ExceptIfHeaderContainsMessageHeader: 'X-Loop',
    ExceptIfHeaderContainsWords: ['1'],
    SetSCL: 5,
  }),
]

const tenant = customerTenant(
  {
    tenantId: '11111111-1111-4111-8111-111111111111',
    displayName: 'Fabrikam',
    domains: ['fabrikam.onmicrosoft.com', 'fabrikam.com'],
    accounts: [],
    users: ['Ann', 'Ben'],
    groups: { Staff: ['Ann'] },
    transportRules: Array.from({ length: RULES }, (_, i) => ({
      Name: `Rule ${i}`,
      Priority: i,
      ...RULE_FORMS[i % RULE_FORMS.length]?.(i),
    })),
  },
  AT,
)

/** From a different sender each time, so that no answer about an address can be remembered. */
function arrivalOf(i: number): Arrival {
  const from = `sender${i}@example.org`
  return {
    message: {
      from,
      to: ['ben@fabrikam.com'],
      headers: [
        ['Received', 'from a.example.org by mx.example.org'],
        ['From', `Somebody <${from}>`],
        ['To', 'ben@fabrikam.com'],
        ['Subject', `Our talk of last week, part ${i}`],
        ['Message-ID', `<${i}@example.org>`],
        ['X-Mailer', 'Mailer 3.1'],
        ['Content-Type', 'text/plain; charset=utf-8'],
      ],
      body: 'A body of a few sentences, as people write them to each other every day. '.repeat(20),
      size: 2000,
      attachments: [],
    },
    connection: { ip: '203.0.113.9', helo: 'mx.example.org', ptr: 'mx.example.org' },
    at: AT,
  }
}

export const mail: Bench = {
  name: 'mail',
  async run(): Promise<Row[]> {
    const outside = [internetHost()]
    const state = compileMail(tenant)
    const [fate] = deliverMail(state, arrivalOf(0), outside).fates
    if (fate?.fate !== 'inbox') throw new Error(`a plain message ends in ${fate?.fate}`)
    let i = 0
    const times = await compared({
      routed: () => deliverMail(state, arrivalOf(i++), outside),
      compiled: () => compileMail(tenant),
    })
    return [
      {
        measurement: `messages routed through ${RULES} rules in a second`,
        value: 1e6 / median(times.routed),
        unit: '/s',
        goal: GOAL,
      },
      { measurement: '  a state compiled again after a write', value: median(times.compiled), unit: 'µs' },
    ]
  },
}
