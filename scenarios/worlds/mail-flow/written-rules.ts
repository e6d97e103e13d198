/** Transport rules as people write them: what they are for, with names, exceptions, priorities and leftovers. */
import type { TenantFacts } from '#mock-m365'
import type { Dice } from '../dice.ts'

type Written = Readonly<Record<string, unknown>>
type Template = (dice: Dice, facts: TenantFacts) => Written

/** Messages of these rules are few: what stops all mail would be no mail flow. */
const TEMPLATES: readonly (readonly [name: string, Template])[] = [
  [
    'Block executables',
    () => ({
      AttachmentExtensionMatchesWords: ['exe', 'scr', 'js', 'vbs', 'iso'],
      RejectMessageReasonText: 'Files of this type are not accepted.',
      RejectMessageEnhancedStatusCode: '5.7.1',
      StopRuleProcessing: true,
    }),
  ],
  [
    'CEO fraud',
    (dice) => ({
      FromScope: 'NotInOrganization',
      HeaderMatchesMessageHeader: 'From',
      HeaderMatchesPatterns: ['Adele\\s+Global', 'A\\. Global'],
      ExceptIfFrom: ['admin@contoso.com'],
      ...dice.pick<Written>([{ Quarantine: true }, { SetSCL: 6 }, { PrependSubject: '[FRAUD?] ' }]),
    }),
  ],
  [
    'Allow supplier',
    (dice) => ({
      SenderDomainIs: dice.some(['supplier.example', 'billing.example', 'partner.example'], dice.whole(1, 2)),
      SetSCL: -1,
    }),
  ],
  [
    'Drop newsletter',
    () => ({
      FromAddressContainsWords: ['no-reply@bulk.example', 'mailer@bulk.example'],
      DeleteMessage: true,
    }),
  ],
  [
    'Copy of the sales mailbox',
    () => ({
      SentTo: ['user@contoso.com'],
      FromScope: 'NotInOrganization',
      BlindCopyTo: ['exchange@contoso.com'],
    }),
  ],
  [
    'Too large',
    () => ({
      MessageSizeOver: '35MB',
      RejectMessageReasonText: 'Too large: use the file share.',
    }),
  ],
  [
    'Encrypt on demand',
    () => ({
      SentToScope: 'NotInOrganization',
      SubjectContainsWords: ['[secure]', '[sicher]', '[sécurisé]'],
      ApplyOME: true,
    }),
  ],
  ['Spam to quarantine', () => ({ FromScope: 'NotInOrganization', SCLOver: 8, Quarantine: true })],
  [
    'Loop guard for tickets',
    () => ({
      HeaderContainsMessageHeader: 'X-Ticket-System',
      HeaderContainsWords: ['contoso'],
      ExceptIfSubjectContainsWords: ['re:', 'aw:'],
      SetHeaderName: 'X-Ticket-Seen',
      SetHeaderValue: 'yes',
      StopRuleProcessing: true,
    }),
  ],
  [
    'Only from the branch office',
    () => ({
      SenderDomainIs: ['branch.example'],
      ExceptIfSenderIpRanges: ['192.0.2.0/26', '198.51.100.1-198.51.100.14'],
      RejectMessageReasonText: 'Not from there.',
    }),
  ],
  [
    'Approval for the list',
    () => ({
      SentTo: ['exchange@contoso.com'],
      FromScope: 'NotInOrganization',
      SubjectMatchesPatterns: ['^offer \\d+'],
      ModerateMessageByUser: ['admin@contoso.com'],
    }),
  ],
  [
    'Mark personal data',
    () => ({
      SubjectOrBodyMatchesPatterns: ['\\d{3}-\\d{2}-\\d{4}'],
      SentToScope: 'NotInOrganization',
      SetAuditSeverity: 'High',
      SetHeaderName: 'X-Classification',
      SetHeaderValue: 'personal',
    }),
  ],
  [
    'No automatic forwarding',
    () => ({
      FromScope: 'InOrganization',
      SentToScope: 'NotInOrganization',
      MessageTypeMatches: 'AutoForward',
      RejectMessageReasonText: 'Forwarding to the outside is not allowed.',
    }),
  ],
  [
    'Christmas card',
    () => ({
      FromScope: 'InOrganization',
      ActivationDate: '2024-12-01T00:00:00Z',
      ExpiryDate: '2025-01-02T00:00:00Z',
      PrependSubject: '🎄 ',
    }),
  ],
  [
    'Test of a rule',
    (dice) => ({
      SubjectContainsWords: [`test ${dice.whole(1, 99)}`],
      PrependSubject: '[test] ',
      Mode: dice.pick(['Audit', 'AuditAndNotify']),
    }),
  ],
  [
    'Redirect who has left',
    () => ({
      RecipientAddressContainsWords: ['former.colleague'],
      RedirectMessageTo: ['user@contoso.com'],
    }),
  ],
  [
    'Ask for TLS',
    () => ({
      SenderDomainIs: ['contoso.com'],
      RecipientDomainIs: ['bank.example'],
      RouteMessageOutboundRequireTls: true,
    }),
  ],
]

/** @param number of the rule in its tenant: it makes its name the only one */
export function writtenRule(dice: Dice, facts: TenantFacts, number: number): Written {
  const [name, template] = dice.pick(TEMPLATES)
  return {
    Name: `${dice.pick(['', 'DO NOT TOUCH - ', 'zz_old ', '(IT) '])}${name} ${number}`,
    ...template(dice, facts),
    ...(dice.comes(0.3) ? { Comments: `made by hand, see ticket ${dice.whole(1, 9999)}` } : {}),
    ...(dice.comes(0.2) ? { Enabled: false } : {}),
    ...(dice.comes(0.1) ? { RuleErrorAction: 'Defer' } : {}),
    ...(dice.comes(0.15) ? { Priority: dice.whole(0, number) } : {}),
  }
}
