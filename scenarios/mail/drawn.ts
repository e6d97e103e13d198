/** What a random tenant's recipients, policies and lists say of mail, and the words that random mail is made of. */
import fc from 'fast-check'
import type { Tenant } from '#mock-m365'

/** Milliseconds since the epoch, of all random mail. */
export const AT = Date.UTC(2026, 2, 2)

export const oneOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
export const some = <Value>(one: fc.Arbitrary<Value>) => fc.array(one, { minLength: 1, maxLength: 3 })

export const oddText = fc.oneof(
  oneOf('', '__proto__', 'a@b@c', '<>', '\u0000', 'é@', 'x'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
export const address = fc.oneof(
  {
    weight: 8,
    arbitrary: oneOf(
      'ann@fabrikam.com',
      'BEN@fabrikam.com',
      'eve@fabrikam.com',
      'staff@fabrikam.com',
      'nobody@fabrikam.com',
      'x@example.org',
      'y@mail.example.org',
      'z@refuses.example',
      'w@nowhere.example',
      '',
    ),
  },
  { weight: 1, arbitrary: oddText },
)
export const domain = oneOf('fabrikam.com', 'example.org', 'org')

/** Everybody by a name that is an id here: people, a group, and somebody who is gone. */
const someone = oneOf('Ann', 'Ben', 'Eve', 'Staff', 'Gone')
const few = <Value>(one: fc.Arbitrary<Value>) => fc.array(one, { maxLength: 2 })
const rare = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { freq: 2, nil: undefined })

const wishes = fc.record({
  ForwardingAddress: rare(someone),
  ForwardingSmtpAddress: rare(address),
  DeliverToMailboxAndForward: fc.boolean(),
  AcceptMessagesOnlyFrom: few(someone),
  RejectMessagesFromDLMembers: few(someone),
  ModerationEnabled: rare(fc.boolean()),
  ModeratedBy: few(someone),
  RequireSenderAuthenticationEnabled: rare(fc.boolean()),
  MaxReceiveSize: rare(oneOf('50 KB (51,200 bytes)', 'Unlimited', 'nonsense')),
  RecipientLimits: rare(fc.integer({ min: 1, max: 3 })),
})

const verdictAction = oneOf('MoveToJmf', 'Redirect', 'Delete', 'Quarantine', 'ModifySubject', 'nonsense')
const policy = fc.record({
  SpamAction: verdictAction,
  BulkSpamAction: verdictAction,
  HighConfidencePhishAction: verdictAction,
  RedirectToRecipients: few(address),
  AllowedSenders: few(address),
  BlockedSenderDomains: few(domain),
  IntraOrgFilterState: oneOf('Default', 'Spam', 'Disabled', 'nonsense'),
})
const policyRule = fc.record({
  SentTo: few(address),
  RecipientDomainIs: few(domain),
  ExceptIfSentToMemberOf: few(oneOf('staff@fabrikam.com', 'gone@fabrikam.com')),
})
const listed = fc.record({
  Value: fc.oneof(address, oneOf('example.org', '*.org', '*.example.org')),
  Action: oneOf('Allow', 'Block'),
  ExpirationDate: oneOf(null, '2020-01-01T00:00:00Z'),
})
const remoteDomain = fc.record({
  DomainName: oneOf('*', 'example.org', '*.example.org'),
  AutoForwardEnabled: fc.boolean(),
  AutoReplyEnabled: fc.boolean(),
  NDREnabled: fc.boolean(),
})

const SYSTEM = {
  at: AT,
  actor: { type: 'system', id: 's', displayName: 'S' },
  call: 'test',
  requestId: 'r',
} as const

export interface Settings {
  readonly wishes: readonly object[]
  readonly managers: readonly string[]
  readonly policies: readonly object[]
  readonly policyRules: readonly object[]
  readonly listed: readonly object[]
  readonly remoteDomains: readonly object[]
  readonly forwardsOutside: boolean
}

export const settings: fc.Arbitrary<Settings> = fc.record({
  wishes: fc.array(wishes, { maxLength: 4 }),
  managers: fc.array(someone, { maxLength: 3 }),
  policies: fc.array(policy, { maxLength: 2 }),
  policyRules: fc.array(policyRule, { maxLength: 2 }),
  listed: few(listed),
  remoteDomains: few(remoteDomain),
  forwardsOutside: fc.boolean(),
})

/** What no facts of a starting state say, as the cmdlets would leave it. */
export function settle(made: Tenant, drawn: Settings): Tenant {
  const ids = new Map<unknown, string>(
    ['users', 'groups'].flatMap((kind) =>
      made.list(kind).map((one) => [String(one.displayName), String(one.id)] as const),
    ),
  )
  const named = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(named) : (ids.get(value) ?? value)
  const put = (kind: string, key: string, entity: object) => made.commit(SYSTEM, kind, key, { ...entity })
  const everybody = [...ids.values()]
  for (const [i, one] of drawn.wishes.entries()) {
    const id = everybody[i] ?? ''
    const entries = Object.entries(one).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, named(value)]],
    )
    put('Recipient', id, { id, ...Object.fromEntries(entries) })
  }
  for (const [i, one] of drawn.managers.entries())
    put('users/manager', everybody[i] ?? '', { id: everybody[i], managerId: named(one) })
  for (const [i, one] of drawn.policies.entries())
    put('HostedContentFilterPolicy', `p${i}`, { ...one, Name: `p${i}`, IsDefault: i === 0 })
  for (const [i, one] of drawn.policyRules.entries())
    put('HostedContentFilterRule', `r${i}`, {
      ...one,
      State: 'Enabled',
      Priority: i,
      HostedContentFilterPolicy: 'p1',
    })
  for (const [i, one] of drawn.listed.entries())
    put('TenantAllowBlockListItems', `i${i}`, { ...one, ListType: 'Sender' })
  for (const [i, one] of drawn.remoteDomains.entries())
    put('RemoteDomain', `d${i}`, { ...one, Name: `d${i}` })
  const mode = drawn.forwardsOutside ? 'On' : 'Automatic'
  put('HostedOutboundSpamFilterPolicy', 'o', { IsDefault: true, AutoForwardingMode: mode })
  return made
}
