/** Assigning directory roles and taking them away: what Microsoft Entra ID refuses. */
import { expect, test } from 'vitest'
import { roleTemplate } from '../../entra/well-known.ts'
import { errorOf, idFor, world } from '../testing/world.ts'

const ASSIGNMENTS = '/roleManagement/directory/roleAssignments'
const ROLES = ['RoleManagement.ReadWrite.Directory']
const PERSON = idFor('u', 20)

test('nobody takes the role of Global Administrator from themselves, and others may', () => {
  const { send, userToken } = world()
  const roleDefinitionId = roleTemplate('Global Administrator')
  const given = (principalId: string) =>
    send(`POST ${ASSIGNMENTS}`, ROLES, { body: { principalId, roleDefinitionId, directoryScopeId: '/' } })
  const [own, other] = [given(PERSON).json.id, given(idFor('u', 21)).json.id]
  const token = userToken(ROLES.join(' '), ['Global Administrator'], { oid: PERSON })
  const asked = (path: string) => errorOf(send(`DELETE ${path}`, [], { token }))
  const refused = '400 Request_BadRequest'
  expect(asked(`${ASSIGNMENTS}/${own}`)).toBe(refused)
  expect(asked(`/directoryRoles/roleTemplateId=${roleDefinitionId}/members/${PERSON}/$ref`)).toBe(refused)
  expect(asked(`${ASSIGNMENTS}/${other}`)).toBe('204')
  expect(send(`GET ${ASSIGNMENTS}/${own}`, ROLES).status).toBe(200)
})
