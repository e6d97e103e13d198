import { trait } from '../trait.ts'

const NAME = 'Strict for the executives'

export const spamPolicies = trait({
  name: 'spam-policies',
  story: 'anti-spam and anti-phishing policies of its own, for all and for some',
  percent: 30,
  acts(hand, dice, { domains }) {
    hand.exchange('Set-HostedContentFilterPolicy', {
      Identity: 'Default',
      BulkThreshold: dice.whole(4, 7),
      HighConfidenceSpamAction: dice.pick(['Quarantine', 'MoveToJmf']),
      PhishSpamAction: 'Quarantine',
      AllowedSenderDomains: dice.some(
        ['supplier.example', 'news.example', 'partner.example'],
        dice.whole(0, 2),
      ),
    })
    hand.exchange('New-HostedContentFilterPolicy', {
      Name: NAME,
      SpamAction: 'Quarantine',
      HighConfidenceSpamAction: 'Quarantine',
      BulkThreshold: 4,
    })
    hand.exchange('New-HostedContentFilterRule', {
      Name: NAME,
      HostedContentFilterPolicy: NAME,
      RecipientDomainIs: domains.slice(-1),
    })
    if (dice.comes(0.5))
      hand.exchange('Set-HostedOutboundSpamFilterPolicy', {
        Identity: 'Default',
        AutoForwardingMode: dice.pick(['Off', 'On']),
      })
    if (dice.comes(0.5)) {
      hand.exchange('New-AntiPhishPolicy', { Name: NAME, EnableSpoofIntelligence: true })
      hand.exchange('New-AntiPhishRule', {
        Name: NAME,
        AntiPhishPolicy: NAME,
        RecipientDomainIs: domains.slice(-1),
      })
    }
  },
  isSeen: (tenant) => tenant.find('HostedContentFilterPolicy', 'Name', NAME).length > 0,
})
