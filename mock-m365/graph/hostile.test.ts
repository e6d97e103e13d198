import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACTIONS } from './actions/index.ts'
import { RESOURCES } from './resources/index.ts'
import { ADMIN, APP, SECURITY, UNIFIED, world } from './testing/world.ts'
import { operationsOf } from './verbs/operations.ts'

const words = [
  ...RESOURCES.flatMap(({ segment, navigations = {} }) => [
    ...segment.split('/'),
    ...Object.keys(navigations),
  ]),
  ...ACTIONS.flatMap(({ path }) => path.split('/')).filter((word) => word !== '{id}'),
  ...[
    '$ref',
    '$count',
    'restore',
    'deletedItems',
    'directory',
    'me',
    'microsoft.graph.group',
    UNIFIED,
    SECURITY,
    APP,
  ],
  ...[
    "groups(uniqueName='x')",
    "groups('')",
    'groups()',
    "users('a''b')",
    '__proto__',
    'constructor',
    '%',
    '%00',
    '..',
    '',
  ],
]
/** Valid paths, with ids of existing objects as keys. */
const templates = [...ACTIONS, ...RESOURCES.flatMap(operationsOf)].map((one) => one.path)
const known = fc
  .tuple(
    fc.constantFrom(...templates),
    fc.array(fc.constantFrom(UNIFIED, SECURITY, APP, ADMIN, 'contoso.com', 'x')),
  )
  .map(([template, ids]) =>
    template.split('/').map((word, i) => (word === '{id}' ? (ids[i] ?? ADMIN) : word)),
  )
const path = fc.oneof(
  known,
  fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, fc.string({ maxLength: 5 })), {
    maxLength: 6,
  }),
)
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    `https://x/${UNIFIED}`,
    [`https://x/${APP}`],
    ['Unified'],
    { password: 'p' },
    { startDateTime: 'x', expiration: { type: 'afterDuration', duration: 'PT1H' } },
    [{ skuId: UNIFIED, id: APP, resourceAppId: '__proto__' }],
    'adminAssign',
    'selfActivate',
    UNIFIED,
    APP,
    '/',
    '',
  ),
)
const properties = [
  ...RESOURCES.flatMap(({ schema }) => [...schema.properties.keys()]),
  '@odata.id',
  'members@odata.bind',
  'owners@odata.bind',
  '__proto__',
  'toString@odata.bind',
  ...[
    'keyId',
    'proof',
    'keyCredential',
    'passwordCredential',
    'groupIds',
    'ids',
    'types',
    'securityEnabledOnly',
  ],
  ...['addLicenses', 'removeLicenses', 'disableUserAccounts', 'enabledRules', 'setting', 'maximumDuration'],
]
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...properties), value, { maxKeys: 8 }).map((one) => JSON.stringify(one)),
  fc.string({ maxLength: 20 }),
)
const permissions = [
  ...new Set([
    ...ACTIONS.flatMap(({ access }) => [...access.application]),
    ...RESOURCES.flatMap(({ list, create, update, delete: removal, navigations = {} }) => {
      const inside = Object.values(navigations).flatMap(({ access, references, items }) => [
        access,
        references?.access,
        items?.access,
      ])
      return [list, create?.access, update?.access, removal?.access, ...inside].flatMap((access) => [
        ...(access?.application ?? []),
      ])
    }),
  ]),
]

test('whatever arrives is answered, an error says which, and only successes write', () => {
  const { send, tenant } = world()
  fc.assert(
    fc.property(
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT'),
      path,
      body,
      fc.boolean(),
      (method, parts, sent, prefers) => {
        // The caller's own objects must not be deleted during the run.
        fc.pre(!(method !== 'POST' && /^(serviceprincipals|directoryobjects)\//i.test(parts.join('/'))))
        const before = tenant.position
        const headers = prefers ? { prefer: 'create-if-missing' } : {}
        const heard = send(`${method} /${parts.join('/')}`, permissions, { body: sent, headers })
        expect([200, 201, 204, 400, 403, 404, 405, 409, 501]).toContain(heard.status)
        if (heard.status >= 400) {
          expect(heard.json.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
          expect(tenant.position).toBe(before)
        }
      },
    ),
    { numRuns: 5000 },
  )
})
