import { trait } from '../trait.ts'

export const leftoverApplication = trait({
  name: 'leftover-application',
  story:
    'the product’s application has been consented to before, and has stayed in the directory without a role',
  percent: 10,
  acts(hand, dice, { applications }) {
    const wanted = applications.filter(({ purpose }) => purpose === 'inline mode' || dice.comes(0.3))
    for (const { clientId, redirectUri } of wanted) hand.consent(clientId, redirectUri)
  },
  isSeen: (tenant) =>
    tenant.find('servicePrincipals', 'appId', 'a1f0c0de-1111-4a11-8a11-000000000001').length > 0,
})
