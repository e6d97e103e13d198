import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, type MailWorld, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import { passMail } from '../pass.ts'
import { bouncesOf } from '../way-out/bounce.ts'
import { hiddenSender } from './sender-rewriting.ts'

const MB = 1024 ** 2
const mailbox = (Identity: string, parameters: object) => (w: MailWorld) =>
  w.run('Set-Mailbox', { Identity: `${Identity}@contoso.com`, ...parameters })
/** Settings that no cmdlet of the mock sets on this kind of recipient, as Exchange stores them. */
const kept = (id: string, settings: object) => (w: MailWorld) => w.put('Recipient', id, { id, ...settings })
const remote = (parameters: object) => (w: MailWorld) =>
  w.run('Set-RemoteDomain', { Identity: 'Default', ...parameters })
const forwarding = (w: MailWorld) =>
  w.run('Set-HostedOutboundSpamFilterPolicy', { Identity: 'Default', AutoForwardingMode: 'On' })
const BEN: MessageShort = { submitted: true, from: 'ben@contoso.com' }
const EVE: MessageShort = { submitted: true, from: 'eve@contoso.com' }

type Settings = readonly ((w: MailWorld) => void)[]
const made = (settings: Settings): MailWorld => {
  const world = mailWorld()
  for (const set of settings) set(world)
  return world
}
/** `ann inbox`, `ann rejected 550 5.7.129`. */
const endsOf = (settings: Settings, message: MessageShort) =>
  fatesOf(made(settings).mail(message))
    .map((fate) => fate.replace('@contoso.com', '').replace(/(\d{3} \d\.\d\.\d+).*/, '$1'))
    .toSorted()

describe('restrictions', () => {
  const ONLY_BEN = mailbox('ann', { AcceptMessagesOnlyFrom: ['ben@contoso.com'] })
  const ONLY_INNER = mailbox('ann', { AcceptMessagesOnlyFromDLMembers: ['inner@contoso.com'] })
  test.each<readonly [string, Settings, MessageShort, readonly string[]]>([
    ['who may send', [ONLY_BEN], BEN, ['ann inbox']],
    ['who may not', [ONLY_BEN], EVE, ['ann rejected 550 5.7.129']],
    ['who only says to be somebody', [ONLY_BEN], { from: 'ben@contoso.com' }, ['ann rejected 550 5.7.129']],
    ['a member of a group', [ONLY_INNER], BEN, ['ann inbox']],
    ['no member of it', [ONLY_INNER], EVE, ['ann rejected 550 5.7.129']],
    [
      'who is kept out',
      [mailbox('ann', { RejectMessagesFrom: ['eve@contoso.com'] })],
      EVE,
      ['ann rejected 550 5.7.129'],
    ],
    ['who is not', [mailbox('ann', { RejectMessagesFrom: ['eve@contoso.com'] })], BEN, ['ann inbox']],
    [
      'out goes before in',
      [
        mailbox('ann', {
          AcceptMessagesOnlyFrom: ['eve@contoso.com'],
          RejectMessagesFromSendersOrMembers: ['eve@contoso.com'],
        }),
      ],
      EVE,
      ['ann rejected 550 5.7.129'],
    ],
    [
      'strangers',
      [mailbox('ann', { RequireSenderAuthenticationEnabled: true })],
      {},
      ['ann rejected 550 5.7.134'],
    ],
    ['no strangers', [mailbox('ann', { RequireSenderAuthenticationEnabled: true })], EVE, ['ann inbox']],
    [
      'a group and its own',
      [kept('inner', { AcceptMessagesOnlyFrom: ['ben'] })],
      { ...EVE, to: ['inner@contoso.com'] },
      ['inner rejected 550 5.7.124'],
    ],
    [
      'members of a group are asked too',
      [ONLY_BEN],
      { ...EVE, to: ['sales@contoso.com'] },
      ['ann rejected 550 5.7.129', 'ben inbox'],
    ],
    [
      'a message that is too large',
      [mailbox('ann', { MaxReceiveSize: '1MB' })],
      { size: MB + 1 },
      ['ann rejected 550 5.2.3'],
    ],
    ['a message that is not', [mailbox('ann', { MaxReceiveSize: '1MB' })], { size: MB }, ['ann inbox']],
    ['the usual size', [], { size: 36 * MB + 1 }, ['ann rejected 550 5.2.3']],
    ['the usual size of what is sent', [], { ...BEN, size: 35 * MB + 1 }, ['ann rejected 550 5.2.3']],
    [
      'more may be sent',
      [mailbox('ben', { MaxSendSize: '36MB' })],
      { ...BEN, size: 35 * MB + 1 },
      ['ann inbox'],
    ],
    [
      'recipients of one message',
      [mailbox('ben', { RecipientLimits: 1 })],
      { ...BEN, to: ['ann@contoso.com', 'eve@contoso.com'] },
      ['ann rejected 550 5.5.3', 'eve rejected 550 5.5.3'],
    ],
    [
      'moderated',
      [mailbox('ann', { ModerationEnabled: true, ModeratedBy: ['eve@contoso.com'] })],
      {},
      ['ann moderated'],
    ],
    [
      'a moderator',
      [mailbox('ann', { ModerationEnabled: true, ModeratedBy: ['eve@contoso.com'] })],
      EVE,
      ['ann inbox'],
    ],
    [
      'who needs no moderator',
      [
        mailbox('ann', {
          ModerationEnabled: true,
          ModeratedBy: ['eve@contoso.com'],
          BypassModerationFromSendersOrMembers: ['inner@contoso.com'],
        }),
      ],
      BEN,
      ['ann inbox'],
    ],
    ['moderated by nobody', [kept('ann', { ModerationEnabled: true })], {}, ['ann rejected 550 5.2.0']],
    [
      'a moderated group',
      [kept('inner', { ModerationEnabled: true, ModeratedBy: ['eve'] })],
      { ...BEN, to: ['inner@contoso.com'] },
      ['inner moderated'],
    ],
  ])('%s', (_, settings, message, ends) => {
    expect(endsOf(settings, message)).toEqual(ends)
  })
})

const OUT = { ForwardingSmtpAddress: 'x@example.net' }

describe('forwarding', () => {
  const to = (name: string, more: object = {}) => ({ ForwardingAddress: `${name}@contoso.com`, ...more })
  test.each<readonly [string, Settings, MessageShort, readonly string[]]>([
    ['to a colleague', [mailbox('ann', to('ben'))], {}, ['ann redirected', 'ben inbox']],
    [
      'and kept',
      [mailbox('ann', to('ben', { DeliverToMailboxAndForward: true }))],
      {},
      ['ann inbox', 'ben inbox'],
    ],
    [
      'to a group',
      [mailbox('eve', to('inner'))],
      { submitted: true, to: ['eve@contoso.com'] },
      ['ben inbox', 'eve redirected'],
    ],
    ['to somebody who is gone', [kept('ann', { ForwardingAddress: 'nobody' })], {}, ['ann inbox']],
    [
      'on and on',
      [mailbox('ann', to('ben')), mailbox('ben', to('eve'))],
      {},
      ['ann redirected', 'ben redirected', 'eve inbox'],
    ],
    [
      'in a circle',
      [mailbox('ann', to('ben')), mailbox('ben', to('ann'))],
      {},
      ['ann redirected', 'ann rejected 550 5.4.6', 'ben redirected'],
    ],
    [
      'in a circle that keeps it',
      [mailbox('ann', to('ben', { DeliverToMailboxAndForward: true })), mailbox('ben', to('ann'))],
      {},
      ['ann inbox', 'ben redirected'],
    ],
    [
      'out of the organization',
      [mailbox('ann', OUT)],
      {},
      ['ann redirected', 'x@example.net rejected 550 5.7.520'],
    ],
    [
      'out, where that is allowed',
      [mailbox('ann', OUT), forwarding],
      {},
      ['ann redirected', 'x@example.net internet'],
    ],
    [
      'out, and kept',
      [mailbox('ann', { ...OUT, DeliverToMailboxAndForward: true }), forwarding],
      {},
      ['ann inbox', 'x@example.net internet'],
    ],
    [
      'out, where the other domain gets none',
      [mailbox('ann', OUT), forwarding, remote({ AutoForwardEnabled: false })],
      {},
      ['ann redirected', 'x@example.net deleted 250 2.1.5'],
    ],
    [
      'a colleague goes before an address',
      [mailbox('ann', { ...OUT, ...to('ben') })],
      {},
      ['ann redirected', 'ben inbox'],
    ],
    [
      'to an address inside',
      [mailbox('ann', { ForwardingSmtpAddress: 'eve@contoso.com' })],
      {},
      ['ann redirected', 'eve inbox'],
    ],
    [
      'to addresses in a circle',
      [
        mailbox('ann', { ForwardingSmtpAddress: 'ben@contoso.com' }),
        mailbox('ben', { ForwardingSmtpAddress: 'ann@contoso.com' }),
      ],
      {},
      ['ann inbox', 'ann redirected', 'ben redirected'],
    ],
  ])('%s', (_, settings, message, ends) => {
    expect(endsOf(settings, message)).toEqual(ends)
  })

  test('members of a group who all forward to the group come to an end', () => {
    const { put, mail } = mailWorld()
    for (let i = 0; i < 12; i++) {
      put('users', `m${i}`, {
        id: `m${i}`,
        userPrincipalName: `m${i}@contoso.com`,
        mail: `m${i}@contoso.com`,
      })
      put('groups/members', `sales/m${i}`, { groupId: 'sales', memberId: `m${i}` })
      put('Recipient', `m${i}`, { id: `m${i}`, ForwardingAddress: 'sales' })
    }
    expect(
      mail({ submitted: true, from: 'eve@contoso.com', to: ['sales@contoso.com'] }).fates.length,
    ).toBeLessThan(200)
  })
})

describe('the sender of what leaves', () => {
  const sentBy = (settings: Settings, message: MessageShort = {}) =>
    passMail(compileMail(made(settings).tenant), arrivalOf(message)).handovers.map((one) => one.message.from)
  const ALLOWED = [forwarding, mailbox('ann', OUT)]

  test.each<readonly [string, Settings, MessageShort, RegExp]>([
    ['names the mailbox that forwards', ALLOWED, {}, /^ann\+SRS=\w{5}=\w\w=example\.org=bob@contoso\.com$/],
    [
      'is short',
      ALLOWED,
      { from: `${'b'.repeat(40)}@example.org` },
      /^bounces\+SRS=\w{5}=\w\w@contoso\.com$/,
    ],
    ['stays nobody', ALLOWED, { from: '', headers: [['From', 'bob@example.org']] }, /^$/],
    ['stays a colleague', ALLOWED, BEN, /^ben@contoso\.com$/],
    [
      "is a rule's",
      [(w) => w.run('New-TransportRule', { Name: 'R', BlindCopyTo: ['x@example.net'] })],
      {},
      /^bounces\+SRS=\w{5}=\w\w@contoso\.com$/,
    ],
  ])('%s', (_, settings, message, sender) => {
    expect(sentBy(settings, message)).toEqual([expect.stringMatching(sender)])
  })

  test.each([
    ['stays on the way to a server on premises', false, /^bob@example\.org$/],
    ['is rewritten there where the connector says so', true, /\+SRS=/],
  ])('%s', (_, SenderRewritingEnabled, sender) => {
    const connector = (w: MailWorld) =>
      w.run('New-OutboundConnector', {
        Name: 'Own',
        ConnectorType: 'OnPremises',
        RecipientDomains: ['*'],
        UseMXRecord: false,
        SmartHosts: ['own.contoso.com'],
        SenderRewritingEnabled,
      })
    expect(sentBy([...ALLOWED, connector])).toEqual([expect.stringMatching(sender)])
  })

  test('a report to a rewritten sender goes back to whom it hides, and to nobody else', () => {
    const [sender = ''] = sentBy(ALLOWED)
    expect(hiddenSender(sender)).toBe('bob@example.org')
    const report: MessageShort = { from: '', headers: [['From', 'postmaster@example.net']] }
    expect(fatesOf(mailWorld().mail({ ...report, to: [sender] }))).toEqual(['bob@example.org internet'])
    const [forged] = fatesOf(mailWorld().mail({ ...report, to: [sender.replace('=bob@', '=eva@')] }))
    expect(forged).toContain('550 5.4.1')
  })
})

describe('automatic mail to others', () => {
  const OOF: MessageShort = {
    submitted: true,
    to: ['x@example.net'],
    headers: [['Auto-Submitted', 'auto-replied']],
  }
  const FORWARD: MessageShort = { ...OOF, headers: [['Auto-Submitted', 'auto-forwarded']] }
  const partner = (w: MailWorld) => {
    w.run('New-RemoteDomain', { Name: 'Partner', DomainName: '*.example.net' })
    w.run('Set-RemoteDomain', { Identity: 'Partner', AutoForwardEnabled: false })
  }
  test.each<readonly [string, Settings, MessageShort, string]>([
    ['is let out', [], OOF, 'internet'],
    ['no notice of absence', [remote({ AllowedOOFType: 'None' })], OOF, 'deleted 250 2.1.5'],
    ['no reply', [remote({ AutoReplyEnabled: false })], OOF, 'deleted 250 2.1.5'],
    ['no forward', [remote({ AutoForwardEnabled: false })], FORWARD, 'deleted 250 2.1.5'],
    [
      'of a stranger through a server of the own is none of theirs',
      [remote({ AutoForwardEnabled: false })],
      { ...FORWARD, to: ['ann@contoso.com'] },
      'inbox',
    ],
    ['a domain and those below', [partner], { ...FORWARD, to: ['x@a.example.net'] }, 'deleted 250 2.1.5'],
    ['all other domains', [partner], { ...FORWARD, to: ['x@example.com'] }, 'internet'],
  ])('%s', (_, settings, message, end) => {
    expect(endsOf(settings, message)[0]?.replace(/^\S+ /, '')).toBe(end)
  })
})

describe('reports to the sender', () => {
  const bounced = (settings: Settings, message: MessageShort) => {
    const world = made(settings)
    return bouncesOf(compileMail(world.tenant), world.mail(message))
  }
  const REJECT: Settings = [(w) => w.run('New-TransportRule', { Name: 'R', RejectMessageReasonText: 'No' })]

  test('tell who, why and where', () => {
    const world = made([mailbox('ann', OUT)])
    const [report] = bouncesOf(compileMail(world.tenant), world.mail())
    expect(report).toMatchObject({
      to: 'bob@example.org',
      recipients: ['x@example.net'],
      subject: 'Undeliverable: Hello',
    })
    expect(report?.text).toMatch(
      /x@example\.net\n[\s\S]*Generating server: contoso-com\.mail\.protection\.outlook\.com\nx@example\.net\nRemote server returned '550 5\.7\.520/,
    )
  })

  test.each<readonly [string, Settings, MessageShort, number]>([
    ['a colleague hears of an unknown address', [], { submitted: true, to: ['no@contoso.com'] }, 1],
    ["a stranger's server hears of it itself", [], { to: ['no@contoso.com'] }, 0],
    ['a bounce makes none', [], { from: '', headers: [['From', 'a@example.org']], size: 40 * MB }, 0],
    ['a rule refuses: a message of its own has a sender who hears of it', REJECT, {}, 1],
    ['a remote domain wants none', [...REJECT, remote({ NDREnabled: false })], {}, 0],
  ])('%s', (_, settings, message, count) => {
    expect(bounced(settings, message)).toHaveLength(count)
  })
})
