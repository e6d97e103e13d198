/** What all threat policies and their rules have in common, and a real tenant's default ones. */
import { describe, expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import { errorText, GROUP, type World, world } from '../testing/world.ts'

/** A noun of policies, its default policy, its rules, and conditions for a rule. */
const KINDS = [
  ['HostedContentFilterPolicy', 'Default', 'HostedContentFilterRule', { SentToMemberOf: [GROUP.id] }],
  ['HostedOutboundSpamFilterPolicy', 'Default', 'HostedOutboundSpamFilterRule', { FromMemberOf: [GROUP.id] }],
  ['MalwareFilterPolicy', 'Default', 'MalwareFilterRule', { RecipientDomainIs: ['contoso.com'] }],
  ['AntiPhishPolicy', 'Office365 AntiPhish Default', 'AntiPhishRule', { SentTo: ['ann@contoso.com'] }],
] as const

const first = ({ send }: World, cmdlet: string, parameters = {}): Entity =>
  send(cmdlet, parameters).json.value[0] ?? {}

describe.each(KINDS)('%s', (noun, standing, rule, condition) => {
  const named = (name: string, more = {}) => ({ Name: name, [noun]: name, ...condition, ...more })
  const made = (...names: readonly string[]) => {
    const w = world()
    for (const Name of names) expect(w.send(`New-${noun}`, { Name }).status).toBe(200)
    return w
  }

  test('the default one stands from the beginning, is changed and never removed', () => {
    const w = world()
    const before = first(w, `Get-${noun}`, { Identity: standing })
    expect([before.Name, before.IsDefault, before.RecommendedPolicyType]).toEqual([standing, true, 'Custom'])
    expect(w.send(`Set-${noun}`, { Identity: standing, AdminDisplayName: 'x' }).status).toBe(200)
    const after = first(w, `Get-${noun}`)
    expect([after.AdminDisplayName, after.Guid, after.IsDefault]).toEqual(['x', before.Guid, true])
    expect(errorText(w.send(`Remove-${noun}`, { Identity: standing }))).toContain('is the default policy')
  })

  test('a rule takes a policy of its own by name or GUID, not the default one, and holds it', () => {
    const w = made('a', 'b')
    expect(w.send(`New-${rule}`, named('x')).status).toBe(404)
    expect(errorText(w.send(`New-${rule}`, named('x', { [noun]: standing })))).toContain('The default policy')
    expect(w.send(`New-${rule}`, { Name: 'a', [noun]: 'a' }).status).toBe(400)
    expect(first(w, `New-${rule}`, named('a'))).toMatchObject({ [noun]: 'a', State: 'Enabled', Priority: 0 })
    expect(errorText(w.send(`New-${rule}`, named('c', { [noun]: 'A' })))).toContain('already associated')
    const { Guid } = first(w, `Get-${noun}`, { Identity: 'b' })
    expect(first(w, `New-${rule}`, named('b', { [noun]: Guid, Priority: 0 }))).toMatchObject({ [noun]: 'b' })
    expect(w.send(`Set-${rule}`, { Identity: 'a', [noun]: 'b' }).status).toBe(400)
    expect(w.send(`Get-${rule}`).json.value.map(({ Name, Priority }) => [Name, Priority])).toEqual([
      ['b', 0],
      ['a', 1],
    ])
    expect(errorText(w.send(`Remove-${noun}`, { Identity: 'a' }))).toContain("used by the rule 'a'")
    expect(w.send(`Remove-${rule}`, { Identity: 'a' }).status).toBe(200)
    expect(w.send(`Remove-${noun}`, { Identity: 'a' }).status).toBe(200)
  })

  test('a rule is switched off and on, and its name has letters that are allowed', () => {
    const w = made('a')
    expect(w.send(`New-${rule}`, named('a', { Name: 'a:b' })).status).toBe(400)
    expect(first(w, `New-${rule}`, named('a', { Enabled: false })).State).toBe('Disabled')
    const disabled = () => w.send(`Get-${rule}`, { State: 'Disabled' }).json.value.length
    w.send(`Enable-${rule}`, { Identity: 'a' })
    expect(disabled()).toBe(0)
    w.send(`Disable-${rule}`, { Identity: 'a' })
    expect(disabled()).toBe(1)
  })
})

describe.each(['HostedContentFilterPolicy', 'MalwareFilterPolicy', 'AntiPhishPolicy'])('%s', (noun) => {
  test('has another default where MakeDefault asks for it', () => {
    const { send } = world()
    send(`New-${noun}`, { Name: 'mine' })
    const defaults = () =>
      send(`Get-${noun}`).json.value.flatMap(({ Name, IsDefault }) => (IsDefault === true ? [Name] : []))
    expect(send(`Set-${noun}`, { Identity: 'mine', MakeDefault: false, AdminDisplayName: 'x' }).status).toBe(
      200,
    )
    expect(defaults()).not.toContain('mine')
    send(`Set-${noun}`, { Identity: 'mine', MakeDefault: true })
    send(`Set-${noun}`, { Identity: 'mine', MakeDefault: false, AdminDisplayName: 'y' })
    expect(defaults()).toEqual(['mine'])
    expect(send(`Remove-${noun}`, { Identity: 'mine' }).status).toBe(400)
  })
})

describe('refused are', () => {
  test.each([
    ['HostedOutboundSpamFilterPolicy', { RecipientLimitPerDay: 10_001 }],
    ['HostedOutboundSpamFilterPolicy', { RecipientLimitExternalPerHour: -1 }],
    ['HostedOutboundSpamFilterPolicy', { AutoForwardingMode: 'Sometimes' }],
    ['HostedOutboundSpamFilterPolicy', { ActionWhenThresholdReached: 'Shoot' }],
    ['HostedOutboundSpamFilterPolicy', { NotifyOutboundSpamRecipients: ['nobody'] }],
    ['HostedOutboundSpamFilterPolicy', { MakeDefault: true }],
    ['MalwareFilterPolicy', { FileTypeAction: 'Ask' }],
    ['MalwareFilterPolicy', { CustomFromAddress: 'nobody' }],
    ['MalwareFilterPolicy', { IsPolicyOverrideApplied: true }],
    ['AntiPhishPolicy', { PhishThresholdLevel: 5 }],
    ['AntiPhishPolicy', { AuthenticationFailAction: 'Delete' }],
    ['AntiPhishPolicy', { ExcludedDomains: ['no domain'] }],
  ])('of a new %s %j', (noun, parameters) => {
    const { send, tenant } = world()
    expect(send(`New-${noun}`, { Name: 'p', ...parameters }).status).toBe(400)
    expect(tenant.position).toBe(0)
  })
})

describe('a tenant that nobody has changed', () => {
  test('lets each mailbox send as much as the service does, and forward as the service wants', () => {
    const policy = first(world(), 'Get-HostedOutboundSpamFilterPolicy')
    expect(policy).toMatchObject({
      AdminDisplayName: '',
      IsDefault: true,
      ConfigurationType: 'HostedOutboundSpamFilterPolicy',
      Enabled: false,
      RecipientLimitExternalPerHour: 0,
      RecipientLimitInternalPerHour: 0,
      RecipientLimitPerDay: 0,
      ActionWhenThresholdReached: 'BlockUserForToday',
      NotifyOutboundSpamRecipients: [],
      BccSuspiciousOutboundAdditionalRecipients: [],
      BccSuspiciousOutboundMail: false,
      NotifyOutboundSpam: false,
      RecommendedPolicyType: 'Custom',
      AutoForwardingMode: 'Automatic',
      Identity: 'Default',
    })
    expect(policy.DistinguishedName).toMatch(/^CN=Default,CN=Outbound Spam Filter,CN=Transport Settings,/)
  })

  test('keeps dangerous files out, and treats forged senders as the default says', () => {
    const w = world()
    const malware = first(w, 'Get-MalwareFilterPolicy')
    expect(malware.FileTypes).toHaveLength(53)
    expect(malware).toMatchObject({ EnableFileFilter: true, FileTypeAction: 'Reject', ZapEnabled: true })
    w.send('Set-MalwareFilterPolicy', {
      Identity: 'Default',
      FileTypes: { '@odata.type': '#Exchange.GenericHashTable', Add: ['html'], Remove: ['exe'] },
    })
    const { FileTypes } = first(w, 'Get-MalwareFilterPolicy')
    expect([FileTypes].flat().filter((one) => one === 'exe' || one === 'html')).toEqual(['html'])
    expect(first(w, 'Get-AntiPhishPolicy')).toMatchObject({
      AuthenticationFailAction: 'MoveToJmf',
      ImpersonationProtectionState: 'Automatic',
      PhishThresholdLevel: 1,
    })
    expect(first(w, 'New-AntiPhishPolicy', { Name: 'mine' }).ImpersonationProtectionState).toBe('Manual')
  })

  test('shows a part of the anti-phishing policy to who asks for that part', () => {
    const names = (parameters: object) =>
      Object.keys(first(world(), 'Get-AntiPhishPolicy', parameters)).filter((name) => !name.includes('@'))
    expect(names({ Spoof: true })).toEqual([
      'EnableUnauthenticatedSender',
      'IsDefault',
      'Identity',
      'Id',
      'Name',
    ])
    expect(names({ Impersonation: true })).toContain('TargetedUsersToProtect')
    expect(names({ Impersonation: true })).not.toContain('PhishThresholdLevel')
    expect(names({ Advanced: false })).toHaveLength(57)
  })
})

test('rules describe themselves as those of preset policies do', () => {
  const w = world()
  w.send('New-MalwareFilterPolicy', { Name: 'p' })
  const rule = { Name: 'r', MalwareFilterPolicy: 'p', RecipientDomainIs: ['badpeople.r.us'] }
  expect(first(w, 'New-MalwareFilterRule', rule).Description).toBe(
    "If the message:\r\n\trecipients's address domain portion belongs to any of these domains: 'badpeople.r.us'\r\nTake the following actions:\r\n\tApply malware filter policy \"p\".\r\n",
  )
  w.send('New-HostedOutboundSpamFilterPolicy', { Name: 'o' })
  const senders = { Name: 'o', HostedOutboundSpamFilterPolicy: 'o', FromMemberOf: ['sales'] }
  expect(first(w, 'New-HostedOutboundSpamFilterRule', senders)).toMatchObject({
    FromMemberOf: ['sales@contoso.com'],
    Conditions: ['Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromMemberOfPredicate'],
  })
})
