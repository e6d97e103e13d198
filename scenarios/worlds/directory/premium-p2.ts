import { trait } from '../trait.ts'

export const premiumP2 = trait({
  name: 'premium-p2',
  story: 'Microsoft Entra ID P2 is licensed, and with it Privileged Identity Management',
  percent: 35,
  facts: (_, { skus = [] }) => ({ skus: [...new Set([...skus, 'AAD_PREMIUM_P2' as const])] }),
  isSeen: (tenant) => tenant.find('subscribedSkus', 'skuPartNumber', 'AAD_PREMIUM_P2').length > 0,
})
