/** Every writable resource has audit names for all that its table allows: making, changing, removing. */
import { expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import type { Change } from '../../tenant.ts'
import { RESOURCES } from '../resources/index.ts'
import { activityOf } from './audit-names.ts'

const change = (kind: string, before: Entity | undefined, after: Entity | undefined): Change => ({
  seq: 1,
  at: 0,
  kind,
  key: 'x',
  before,
  after,
  actor: { type: 'user', id: 'x', displayName: 'x' },
  call: 'POST /x',
  requestId: 'x',
  cascade: false,
})

const [FIRST, SECOND] = [
  { id: 'x', displayName: 'a', action: 'adminAssign', status: 'Provisioned' },
  { id: 'x', displayName: 'b', action: 'adminAssign', status: 'Provisioned' },
]

const writes = RESOURCES.flatMap(({ kind, create, update, delete: removal, navigations = {} }) => [
  ...(create ? [[kind, 'made', undefined, FIRST] as const] : []),
  ...(update ? [[kind, 'changed', FIRST, SECOND] as const] : []),
  ...(removal ? [[kind, 'removed', FIRST, undefined] as const] : []),
  ...Object.entries(navigations).flatMap(([name, { references, items }]) => {
    const stored = items?.resource.kind ?? (kind === 'directoryRoles' ? 'roleAssignments' : `${kind}/${name}`)
    return references || items
      ? ([
          [stored, 'made', undefined, FIRST],
          [stored, 'removed', FIRST, undefined],
        ] as const)
      : []
  }),
])

test.each(writes)('%s, %s', (kind, write, before, after) => {
  const mend = `${kind} is ${write} under no name: add one to NAMES in audit-names.ts`
  expect(activityOf(change(kind, before, after)), mend).toMatchObject({
    activity: expect.stringMatching(/\w+ \w+/),
    category: expect.stringMatching(/\w+/),
  })
})
