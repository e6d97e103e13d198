import { trait } from '../trait.ts'

export const manyDomains = trait({
  name: 'many-domains',
  story: 'hundreds of domains, as franchises and holdings have them: more than one rule can name',
  percent: 3,
  dear: true,
  facts: (dice, { domains }) => {
    const isBelow = dice.comes(0.5)
    const count = dice.whole(150, 850)
    const more = Array.from({ length: count }, (_, i) =>
      isBelow ? `branch-${i}.contoso.com` : `shop-number-${i}-of-contoso.example`,
    )
    return { domains: [...domains, ...more] }
  },
  isSeen: (tenant) => tenant.list('domains').length >= 150,
})
