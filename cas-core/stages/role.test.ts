/** What a state of the role that the mock does not have makes of a stage. */
import { expect, test } from 'vitest'
import { M365Error } from '../microsoft/errors.ts'
import type { Session } from '../microsoft/session.ts'
import type { Account } from '../service-accounts/kind.ts'
import { checkRole } from './role.ts'

test('a role for a part of the directory is told with that part, and waited for', async () => {
  const directoryScopeId = '/administrativeUnits/7'
  const session = {
    tokens: { forget: () => undefined },
    read: async () => {
      throw new M365Error('exchange', 403, 'Forbidden', 'no role')
    },
    list: async () => [{ principalId: 'me', directoryScopeId }],
    graph: { send: async () => ({ id: 'me', displayName: 'Trend Micro Cloud App Security' }) },
    ports: { clock: { now: () => 0 } },
  } as unknown as Session
  const account = { session, settings: { application: { clientId: 'app' } } } as unknown as Account
  expect(await checkRole(account)).toMatchObject({
    outcome: 'pending',
    code: 'role for a part of the directory',
    data: { scope: directoryScopeId },
  })
})
