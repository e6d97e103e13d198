/** For every list of a resource or a navigation: the list, its count, its references and its casts agree. */
import { describe, expect, test } from 'vitest'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { RESOURCES } from '../resources/index.ts'
import {
  APP,
  errorOf,
  type Heard,
  idFor,
  listOf,
  NOW,
  READER_APP,
  SECURITY,
  UNIFIED,
  world,
} from '../testing/world.ts'
import { entitiesOf } from './entities.ts'

const w = world()
const by = { at: 0, actor: { type: 'system', id: 'x', displayName: 'x' }, call: 'x', requestId: 'x' } as const
const relate = (kind: string, from: [string, string], to: [string, string]) =>
  w.tenant.commit(by, kind, `${from[1]}/${to[1]}`, { [from[0]]: from[1], [to[0]]: to[1] })
const REGISTRATION = String(w.tenant.list('applications')[0]?.id)

// An object of every type under every navigation that can have it.
for (const memberId of [idFor('u', 3), UNIFIED, APP]) {
  relate('groups/members', ['groupId', SECURITY], ['memberId', memberId])
  relate('groups/owners', ['groupId', SECURITY], ['memberId', memberId])
}
relate('groups/members', ['groupId', UNIFIED], ['memberId', READER_APP])
for (const ownerId of [idFor('u', 3), READER_APP]) {
  relate('servicePrincipals/owners', ['objectId', APP], ['ownerId', ownerId])
  relate('applications/owners', ['objectId', REGISTRATION], ['ownerId', ownerId])
  relate('groups/owners', ['groupId', UNIFIED], ['memberId', ownerId])
}
for (const principalId of [idFor('u', 3), READER_APP, APP, SECURITY]) {
  const roleDefinitionId = roleTemplate('Directory Readers')
  const id = roleAssignmentId(roleDefinitionId, principalId)
  w.tenant.commit(by, 'roleAssignments', id, { id, principalId, roleDefinitionId, directoryScopeId: '/' })
}

/** Rows of a page without `$top`. */
const PAGE = 100
const EVENTUAL = { headers: { consistencylevel: 'eventual' } }

/** All pages of a list, asked for as an advanced query. */
function all(path: string, permissions: readonly string[]): readonly { readonly [name: string]: unknown }[] {
  let heard: Heard = w.send(`GET ${path}?$count=true`, permissions, EVENTUAL)
  expect(heard.status, path).toBe(200)
  const counted = heard.json['@odata.count']
  const rows = [...listOf(heard)]
  while (typeof heard.json['@odata.nextLink'] === 'string') {
    heard = w.send(`GET ${heard.json['@odata.nextLink']}`, permissions, EVENTUAL)
    rows.push(...listOf(heard))
  }
  expect(counted, path).toBe(rows.length)
  return rows
}

const counted = (path: string, permissions: readonly string[]) =>
  Number(w.send(`GET ${path}/$count`, permissions, EVENTUAL).text)

describe.each(RESOURCES.map((one) => [one.segment, one] as const))('%s', (segment, resource) => {
  const { list, navigations = {} } = resource
  test('are as many as their count', () => {
    if (!list) return
    const permissions = [...list.application]
    if (permissions.length === 0) return
    const path = `/${segment}`
    expect(counted(path, permissions)).toBe(all(path, permissions).length)
    expect(errorOf(w.send(`GET ${path}/$count`, permissions))).toMatch(/^400 /)
  })

  const paths = Object.entries(navigations).filter(([, { expandOnly }]) => !expandOnly)
  test.each(paths)('%s: list, count, references and casts agree', (name, { access, casts = [], schema }) => {
    const permissions = [...access.application]
    for (const { id } of entitiesOf(w.tenant, resource, NOW).slice(0, 5)) {
      const path = `/${segment}/${encodeURIComponent(String(id))}/${name}`
      const rows = all(path, permissions)
      expect(counted(path, permissions)).toBe(rows.length)
      for (const cast of casts) {
        const type = `#microsoft.graph.${cast}`
        const ids = rows.filter((row) => row['@odata.type'] === type).map((row) => row.id)
        const ofType = `${path}/microsoft.graph.${cast}`
        expect(all(ofType, permissions).map((row) => row.id)).toEqual(ids)
        expect(counted(ofType, permissions)).toBe(ids.length)
      }
      if (schema) continue
      const references = listOf(w.send(`GET ${path}/$ref`, permissions)).map((one) =>
        String(one['@odata.id']),
      )
      expect(references.map((url) => url.split('/').at(-2))).toEqual(rows.slice(0, PAGE).map((row) => row.id))
    }
  })
})
