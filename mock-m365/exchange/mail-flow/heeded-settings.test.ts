/** Settings that decide where mail goes, each with the smallest message that shows it. */
import { expect, test } from 'vitest'
import { fatesOf, mailWorld } from '../testing/mail.ts'
import type { Header } from './message.ts'

const ENCRYPTED: readonly Header[] = [['Content-Type', 'application/pkcs7-mime; smime-type=enveloped-data']]
const SECRET = { body: 'the secret plan', headers: ENCRYPTED }
const ANN = 'ann@contoso.com'

test('what S/MIME encrypts is not read, and its headers are', () => {
  const { run, mail } = mailWorld()
  run('New-TransportRule', { Name: 'B', SubjectOrBodyContainsWords: ['secret'], DeleteMessage: true })
  run('New-TransportRule', { Name: 'P', SubjectOrBodyMatchesPatterns: ['secr.t'], DeleteMessage: true })
  expect(fatesOf(mail({ body: 'the secret plan' }))).toEqual([`${ANN} deleted`])
  expect(fatesOf(mail(SECRET))).toEqual([`${ANN} inbox`])
  expect(fatesOf(mail({ ...SECRET, subject: 'a secret' }))).toEqual([`${ANN} deleted`])
})

test.each([
  [
    'Reject',
    [`${ANN} rejected 550 5.7.1 TRANSPORT.RULES.RejectMessage; a disclaimer can't be added to the message`],
  ],
  ['Ignore', [`${ANN} inbox`]],
  ['Wrap', [`${ANN} deleted`]],
])('a disclaimer on it: %s', (ApplyHtmlDisclaimerFallbackAction, ends) => {
  const { run, mail } = mailWorld()
  run('New-TransportRule', {
    Name: 'D',
    ApplyHtmlDisclaimerText: 'sent by Contoso',
    ApplyHtmlDisclaimerLocation: 'Append',
    ApplyHtmlDisclaimerFallbackAction,
  })
  run('New-TransportRule', { Name: 'Sees', SubjectOrBodyContainsWords: ['sent by'], DeleteMessage: true })
  expect(fatesOf(mail(SECRET))).toEqual(ends)
})

test('a domain from which nothing is sent still gets mail; to one that is closed nothing is sent', () => {
  const { run, mail } = mailWorld()
  const set = (change: object) => run('Set-AcceptedDomain', { Identity: 'contoso.com', ...change })
  set({ SendingFromDomainDisabled: true })
  const sent = { submitted: true, to: ['x@y.example'] } as const
  expect(fatesOf(mail(sent))).toEqual([expect.stringMatching(/^x@y.example rejected 550 5.7.1 /)])
  expect(fatesOf(mail({ from: 'ann@contoso.com' }))).toEqual([`${ANN} inbox`])
  expect(fatesOf(mail())).toEqual([`${ANN} inbox`])
  set({ SendingFromDomainDisabled: false, SendingToDomainDisabled: true })
  expect(fatesOf(mail(sent))).toEqual(['x@y.example internet'])
  expect(fatesOf(mail())).toEqual([expect.stringMatching(/^ann@contoso.com rejected 550 5.7.1 /)])
})

test("a remote domain that is internal counts as the organization's own", () => {
  const { run, mail } = mailWorld()
  run('New-TransportRule', { Name: 'R', SentToScope: 'NotInOrganization', DeleteMessage: true })
  const sent = { submitted: true, to: ['x@forest.example'] } as const
  expect(fatesOf(mail(sent))).toEqual(['x@forest.example deleted'])
  run('New-RemoteDomain', { Name: 'F', DomainName: 'forest.example' })
  run('Set-RemoteDomain', { Identity: 'F', IsInternal: true })
  expect(fatesOf(mail(sent))).toEqual(['x@forest.example internet'])
})

test('mail of a trusted remote domain is not filtered', () => {
  const { run, mail } = mailWorld()
  const spam = { headers: [['X-Filter-Test', 'spam']] } as const
  expect(fatesOf(mail(spam))).toEqual([`${ANN} junk`])
  run('New-RemoteDomain', { Name: 'T', DomainName: 'example.org' })
  run('Set-RemoteDomain', { Identity: 'T', TrustedMailInboundEnabled: true })
  expect(fatesOf(mail(spam))).toEqual([`${ANN} inbox`])
})

test("a connector for some of the tenant's domains leaves the others' mail alone", () => {
  const { run, mail } = mailWorld()
  run('New-InboundConnector', {
    Name: 'C',
    ConnectorType: 'OnPremises',
    SenderDomains: ['*'],
    SenderIPAddresses: ['203.0.113.9'],
    AssociatedAcceptedDomains: ['relay.contoso.com'],
    RequireTls: false,
  })
  const owner = (from: string) =>
    mail({ from }).steps.flatMap((step) => (step.kind === 'attributed' ? [step.connector] : []))
  expect(owner('x@relay.contoso.com')).toEqual(['C'])
  expect(owner('x@contoso.com')).toEqual([undefined])
})
