import { trait } from '../trait.ts'

const NAMES = [
  'contoso.de',
  'contoso.co.uk',
  'contoso-group.example',
  'mail.contoso.com',
  'eu.mail.contoso.com',
  'xn--mller-kva.example',
  'xn--contos-1ya.com',
  'fabrikam-contoso.example',
  '4711.example',
  'a.very.long.name.of.a.division.of.the.company.contoso.example',
  'contoso.museum',
] as const

export const domains = trait({
  name: 'domains',
  story:
    'several domains, below one another or not, international ones too; some relay what they do not know',
  percent: 50,
  facts: (dice, { domains: own }) => ({
    domains: [...own, ...dice.some(NAMES, dice.whole(2, NAMES.length))],
  }),
  acts(hand, dice, { domains: all }) {
    for (const Identity of all.slice(2))
      if (dice.comes(0.3))
        hand.exchange('Set-AcceptedDomain', {
          Identity,
          DomainType: dice.pick(['InternalRelay', 'Authoritative']),
          MatchSubDomains: false,
        })
  },
  isSeen: (tenant) => NAMES.filter((name) => tenant.get('domains', name)).length >= 2,
})
