import { publishedNames } from '#reports'
import { trait } from '../trait.ts'

export const namesakeApplication = trait({
  name: 'namesake-application',
  story: 'somebody has registered an application under the product’s display name',
  percent: 10,
  acts(hand, dice) {
    for (let i = dice.whole(1, 2); i > 0; i--) {
      const { appId } = hand.graph('POST', '/applications', { displayName: publishedNames.APP_NAME })
      hand.graph('POST', '/servicePrincipals', { appId })
    }
  },
  isSeen: (tenant) => tenant.find('applications', 'displayName', publishedNames.APP_NAME).length > 0,
})
