import { trait } from '../trait.ts'
import { newPerson } from './people.ts'

const ROLES: Readonly<Record<string, string>> = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
}

export const administrators = trait({
  name: 'administrators',
  story: 'several people are administrators, with roles given to them one by one',
  percent: 50,
  acts(hand, dice) {
    for (let i = 0; i < dice.whole(2, 6); i++) {
      const principalId = newPerson(hand, {
        displayName: `Administrator ${i} (admin account)`,
        alias: `adm${i}`,
        licensed: false,
      })
      for (const roleDefinitionId of dice.some(Object.values(ROLES), dice.whole(1, 2)))
        hand.graph('POST', '/roleManagement/directory/roleAssignments', {
          principalId,
          roleDefinitionId,
          directoryScopeId: '/',
        })
    }
  },
  isSeen: (tenant) => tenant.find('users', 'mailNickname', 'adm1').length > 0,
})
