/** Which mailboxes may forward outside: the default policy, and policies with rules. */
import { expect, test } from 'vitest'
import { fatesOf, type MailWorld, mailWorld } from '../../testing/mail.ts'

type Settings = readonly ((w: MailWorld) => void)[]

const standard = (AutoForwardingMode: string) => (w: MailWorld) =>
  w.run('Set-HostedOutboundSpamFilterPolicy', { Identity: 'Default', AutoForwardingMode })
const custom =
  (AutoForwardingMode: string, rule: object, name = 'custom') =>
  (w: MailWorld) => {
    w.run('New-HostedOutboundSpamFilterPolicy', { Name: name, AutoForwardingMode })
    w.run('New-HostedOutboundSpamFilterRule', { Name: name, HostedOutboundSpamFilterPolicy: name, ...rule })
  }
const switched = (verb: string) => (w: MailWorld) =>
  w.run(`${verb}-HostedOutboundSpamFilterRule`, { Identity: 'custom' })
const REFUSED =
  'rejected 550 5.7.520 Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)'

test.each<readonly [string, Settings, string]>([
  ['nobody, where nothing is said', [], REFUSED],
  ['nobody, where it is off', [standard('Off')], REFUSED],
  ['nobody, where the service decides', [standard('Off'), standard('Automatic')], REFUSED],
  ['everybody, where it is on', [standard('On')], 'internet'],
  ['a person', [custom('On', { From: ['ann@contoso.com'] })], 'internet'],
  ['another person', [custom('On', { From: ['ben@contoso.com'] })], REFUSED],
  ['members of a group', [custom('On', { FromMemberOf: ['sales@contoso.com'] })], 'internet'],
  ['people of a domain', [custom('On', { SenderDomainIs: ['contoso.com'] })], 'internet'],
  [
    'but one',
    [custom('On', { SenderDomainIs: ['contoso.com'], ExceptIfFrom: ['ann@contoso.com'] })],
    REFUSED,
  ],
  ['not those of a group', [standard('On'), custom('Off', { FromMemberOf: ['sales@contoso.com'] })], REFUSED],
  [
    'nobody by a rule that is off',
    [custom('On', { From: ['ann@contoso.com'] }), switched('Disable')],
    REFUSED,
  ],
  [
    'whom the first of two rules lets',
    [
      custom('On', { From: ['ann@contoso.com'] }),
      custom('Off', { SenderDomainIs: ['contoso.com'] }, 'second'),
    ],
    'internet',
  ],
])('may forward outside: %s', (_, settings, end) => {
  const w = mailWorld()
  w.run('Set-Mailbox', { Identity: 'ann@contoso.com', ForwardingSmtpAddress: 'x@example.net' })
  for (const set of settings) set(w)
  expect(fatesOf(w.mail()).toSorted()).toEqual(['ann@contoso.com redirected', `x@example.net ${end}`])
})
