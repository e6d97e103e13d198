/** Every operation asks for what Microsoft's list of permissions says, or the difference is named here. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../server.ts'

interface Deviation {
  /** Operations as the list writes them: `GET /users/{id}`, in lower case. */
  readonly of: RegExp
  readonly permissions: RegExp
  readonly why: string
}

/** Permissions that are accepted here but are not on the list. */
const ALSO: readonly Deviation[] = [
  {
    of: /^(?:GET .*|POST \/directoryobjects\/getbyids)$/,
    permissions: /^Directory\.ReadWrite\.All$/,
    why: 'it includes what Directory.Read.All may; the list leaves it out of some endpoints and names it in their like',
  },
  {
    of: /\/(?:transitive)?memberof$|\/getmembergroups$/,
    permissions: /^(?:GroupMember\.Read|Group\.Read|User\.Read|User\.ReadWrite)\.All$/,
    why: 'the operations’ own pages name them for one kind of object or the other',
  },
  {
    of: /^GET \/organization\/\{id\}$/,
    permissions: /^(?:Organization\.Read(?:Write)?\.All|Directory\.Read\.All|User\.Read)$/,
    why: 'the list has them for the collection, and the page for both',
  },
  {
    of: /^GET \/applications\/\{id\}\/extensionproperties\/\{id\}$/,
    permissions: /^Directory\.Read\.All$/,
    why: 'the list has it for the collection',
  },
  {
    of: /^POST \/directory\/deleteditems\/\{id\}\/restore$/,
    permissions: /^(?:Group|Directory|Application)\.ReadWrite\.All$/,
    why: 'the permission follows the type of the object; the list names those for users',
  },
  {
    of: /^GET \/(?:applications|serviceprincipals)/,
    permissions: /^Application\.ReadWrite\.OwnedBy$/,
    why: 'the scope does not exist, so no token has it',
  },
  {
    of: /^GET \/directoryrole/,
    permissions: /^RoleManagement\.Read\.All$/,
    why: 'one table serves all reads of roles; the list has it for role definitions',
  },
  {
    of: /^GET \/subscribedskus|^POST \/directoryobjects\/validateproperties$/,
    permissions: /^(?:Organization|Group)\.ReadWrite\.All$/,
    why: 'the list has it for applications; scopes follow them here',
  },
  {
    of: /\/(?:messages|mailfolders)/,
    permissions: /^Mail\.(?:ReadBasic|ReadWrite)$/,
    why: 'the application permission of that name, and what includes reading',
  },
]

/** Permissions that are on the list but are not accepted here. */
const NOT: readonly Deviation[] = [
  {
    of: /^(?:POST|DELETE) .*\/approleassign(?:ments|edto)(?:\/\{id\})?$/,
    permissions: /^Application\.ReadWrite\.All$/,
    why: "the permission's own description says that it manages no grants, the pages name AppRoleAssignment.ReadWrite.All alone, and tools that held it were refused (hashicorp/terraform-provider-azuread issue 1661)",
  },
  {
    of: /./,
    permissions:
      /^(?:AgentId|DeviceManagement|Device\.|Group-|Group\.ManageProtection|User\.ReadWrite\.CrossCloud|Policy\.)/,
    why: 'permissions of products that are not emulated: an app that holds nothing else is not served',
  },
  {
    of: /\/users\/\{id\}|\/directoryobjects\/\{id\}/,
    permissions: /^User\.Read(?:Write)?$/,
    why: 'they reach the signed-in user alone, who is served at /me',
  },
  {
    of: /^POST \/serviceprincipals\/\{id\}\/approleassign|^(?:POST|DELETE) \/(?:serviceprincipals|applications)\/\{id\}\/owners/,
    permissions: /^(?:Application\.Read|Directory\.Read|Directory\.ReadWrite)\.All$/,
    why: 'the list names permissions that are needed beside the one that writes, and suffice for nothing',
  },
  {
    of: /^GET \/serviceprincipals\/\{id\}\/(?:approleassign|ownedobjects|memberof)/,
    permissions: /^Application\.ReadWrite\.OwnedBy$/,
    why: 'it reaches owned objects; reads of relations are served by the wider permissions',
  },
  {
    of: /^GET \/rolemanagement\/directory\/roledefinitions/,
    permissions: /^RoleManagement\.Read\.All$/,
    why: 'there is no other provider of roles here; the list’s least privileged one is accepted',
  },
  {
    of: /roleassignmentschedulerequests$/,
    permissions: /^RoleEligibilitySchedule\.Remove\.Directory$/,
    why: 'it removes eligibilities, and stands in the list for a request that removes assignments',
  },
  {
    of: /^GET .*\/messages\/\{id\}$/,
    permissions: /^Mail\.ReadBasic(?:\.All)?$/,
    why: 'the list has one row for a message and its MIME form, whose body these permissions do not show',
  },
]

const published = new URL('../../../../shared/data/graph-permissions.json', import.meta.url)
const isThere = existsSync(published)
interface Endpoint {
  readonly [scheme: string]: readonly { readonly p: string; readonly also?: string }[]
}
const endpoints: Readonly<Record<string, Endpoint>> = isThere
  ? JSON.parse(readFileSync(published, 'utf8')).endpoints
  : {}

/** The list has no references, counts or casts, and it has its own words for keys. */
const keyOf = (method: string, path: string): string => {
  const bare = path.replace(/\/microsoft\.graph\.\w+(?=\/|$)/, '').replace(/\/\$(?:ref|count|value)$/, '')
  return `${method} /${bare.toLowerCase()}`
}
const listed = new Map(
  Object.entries(endpoints).map(([key, value]) => [key.replace(/\{\w+\}/g, '{id}'), value]),
)
const names = (endpoint: Endpoint, scheme: string) => new Set((endpoint[scheme] ?? []).map(({ p }) => p))
const rows = OPERATIONS.flatMap((operation) => {
  const key = keyOf(operation.method, operation.path)
  const endpoint = listed.get(key)
  return endpoint ? [{ key, operation, endpoint }] : []
})

const excused = (table: readonly Deviation[], key: string, permission: string) =>
  table.find(({ of, permissions }) => of.test(key) && permissions.test(permission))

describe.skipIf(!isThere)('permissions (skipped where the published list is absent)', () => {
  const used = new Set<Deviation>()
  const differences = (isMissing: boolean) => [
    ...new Set(
      rows.flatMap(({ key, operation: { access, own }, endpoint }) =>
        (
          [
            ['Application', access.application],
            // Permissions that reach only the caller are accepted for `/me`; the list has them with the
            // others.
            ['DelegatedWork', new Set([...access.delegated, ...(isMissing ? (own?.delegated ?? []) : [])])],
          ] as const
        ).flatMap(([scheme, own]) => {
          const there = names(endpoint, scheme)
          const [from, to] = isMissing ? [there, own] : [own, there]
          return [...from]
            .filter((one) => !to.has(one))
            .flatMap((one) => {
              const why = excused(isMissing ? NOT : ALSO, key, one)
              if (why) used.add(why)
              return why ? [] : [`${key} ${scheme} ${one}`]
            })
        }),
      ),
    ),
  ]

  test('nothing more is accepted than the list says', () => {
    expect(differences(false)).toEqual([])
  })

  test('nothing less is accepted than the list says', () => {
    expect(differences(true)).toEqual([])
  })

  test('what is needed beside a permission is asked for, wherever the list says so', () => {
    const stated = rows.flatMap(({ key, operation: { access }, endpoint }) =>
      Object.values(endpoint)
        .flat()
        .flatMap(({ p, also }) => {
          const others = also?.replace('AlsoRequires=', '').split(',') ?? []
          if (others.length === 0 || !(access.application.has(p) || access.delegated.has(p))) return []
          return [{ key, p, lacking: others.filter((one) => !access.also?.[p]?.includes(one)) }]
        }),
    )
    expect(stated.filter(({ lacking }) => lacking.length > 0)).toEqual([])
    expect(stated.length).toBeGreaterThan(5)
  })

  test('each difference that is named exists', () => {
    expect([...ALSO, ...NOT].filter((one) => !used.has(one))).toEqual([])
    expect(rows.length).toBeGreaterThan(20)
  })
})
