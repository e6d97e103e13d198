import { trait } from '../trait.ts'

export const listedSenders = trait({
  name: 'listed-senders',
  story: 'the Tenant Allow/Block List has spoof entries and blocked senders of its own',
  percent: 25,
  acts(hand, dice) {
    for (let i = dice.whole(1, 12); i > 0; i--)
      hand.exchange('New-TenantAllowBlockListSpoofItems', {
        Identity: 'Default',
        SpoofedUser: dice.pick([
          `billing-${i}@contoso.com`,
          `newsletter-${i}.contoso.com`,
          `*@crm-${i}.example`,
        ]),
        SendingInfrastructure: dice.pick([`mail-${i}.bulk.example`, `198.51.100.0/24`]),
        SpoofType: dice.pick(['External', 'Internal']),
        Action: dice.pick(['Allow', 'Allow', 'Block']),
      })
    hand.exchange('New-TenantAllowBlockListItems', {
      ListType: 'Sender',
      Block: true,
      Entries: ['phisher@bad.example', 'worse.example'],
      NoExpiration: true,
      Notes: 'ticket 4711',
    })
  },
  isSeen: (tenant) => tenant.list('TenantAllowBlockListItems').length > 0,
})
