import { trait } from '../trait.ts'

const NAME = 'Board & friends'

export const listsAndContacts = trait({
  name: 'lists-and-contacts',
  story: 'distribution lists, moderated or closed ones among them, and contacts outside',
  percent: 40,
  acts(hand, dice) {
    hand.exchange('New-MailContact', {
      Name: 'Carl Contractor',
      Alias: 'carl',
      ExternalEmailAddress: 'carl@contractor.example',
    })
    hand.exchange('New-DistributionGroup', {
      Name: NAME,
      Alias: 'board',
      Members: ['admin@contoso.com', 'carl@contoso.com'].slice(0, dice.whole(1, 1)),
    })
    hand.exchange('Set-DistributionGroup', {
      Identity: NAME,
      RequireSenderAuthenticationEnabled: dice.comes(0.5),
    })
  },
  isSeen: (tenant) => tenant.find('groups', 'displayName', NAME).length > 0,
})
