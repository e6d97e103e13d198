import { trait } from '../trait.ts'

const NAME = 'Corporate disclaimer'

export const disclaimers = trait({
  name: 'disclaimers',
  story: 'rules write on mail: a disclaimer under what leaves, a tag or a banner on what comes from outside',
  percent: 45,
  acts(hand, dice) {
    hand.exchange('New-TransportRule', {
      Name: NAME,
      FromScope: 'InOrganization',
      SentToScope: 'NotInOrganization',
      ApplyHtmlDisclaimerText: '<p>This e-mail is confidential; © Contoso GmbH &amp; Co. KG</p>',
      ApplyHtmlDisclaimerLocation: 'Append',
      ApplyHtmlDisclaimerFallbackAction: dice.pick(['Wrap', 'Ignore']),
      ...(dice.comes(0.5) ? { ExceptIfSubjectOrBodyContainsWords: ['This e-mail is confidential'] } : {}),
    })
    if (dice.comes(0.7))
      hand.exchange('New-TransportRule', {
        Name: '[EXTERNAL] in the subject',
        FromScope: 'NotInOrganization',
        PrependSubject: '[EXTERNAL] ',
        ...(dice.comes(0.6) ? { ExceptIfSubjectMatchesPatterns: ['\\[EXTERNAL\\]'] } : {}),
        Priority: 0,
      })
    if (dice.comes(0.4))
      hand.exchange('New-TransportRule', {
        Name: 'Banner: caution, from outside',
        FromScope: 'NotInOrganization',
        SentToScope: 'InOrganization',
        ApplyHtmlDisclaimerText: '<div style="background:#ffc">Caution: this message is from outside.</div>',
        ApplyHtmlDisclaimerLocation: 'Prepend',
        ApplyHtmlDisclaimerFallbackAction: 'Ignore',
      })
  },
  isSeen: (tenant) => tenant.find('TransportRule', 'Name', NAME).length > 0,
})
