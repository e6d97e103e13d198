/** Quarantine of API mode. Source: the quarantine pages (trend-vision-one, operations/quarantine). */
import * as v from 'valibot'
import type { QuarantinedItem } from '../../ports.ts'
import { remove, restore, type Scanning } from '../../scanning/index.ts'
import { done, refuses, shows } from '../answer.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { ORGANIZATION_INPUT, placeOf } from '../places.ts'
import { scanningAt } from '../scanning.ts'
import { API_SERVICE } from '../services.ts'

const ID = v.pipe(v.string(), v.nonEmpty(), v.maxLength(500))
const STATUSES = [
  'Quarantining',
  'Quarantined',
  'QuarantineFailure',
  'Restoring',
  'RestoreSuccess',
  'RestoreFailure',
  'Deleting',
  'DeleteSuccess',
  'DeleteFailure',
] as const satisfies readonly QuarantinedItem['status'][]
const PAGE = 50

async function scanningIn(at: At, organization: string | undefined): Promise<Scanning | Answer> {
  const place = await placeOf(at, { organization, service: API_SERVICE })
  if ('code' in place) return place
  return scanningAt(at, place) ?? refuses(at, 'nothing scanned', {})
}

const shown = (item: QuarantinedItem) => ({ ...item, at: new Date(item.at).toISOString() })

const listQuarantine = operation({
  name: 'listQuarantine',
  screen: 'Quarantine',
  does: 'Lists quarantined messages, newest first, page by page.',
  who: 'anyone',
  input: v.strictObject({
    ...ORGANIZATION_INPUT,
    status: v.exactOptional(v.picklist(STATUSES)),
    /** Object id of the user. */
    mailbox: v.exactOptional(v.pipe(v.string(), v.uuid())),
    /** The last item of the page before. */
    before: v.exactOptional(v.strictObject({ at: v.pipe(v.string(), v.isoTimestamp()), id: ID })),
  }),
  repeatable: true,
  async run(at, { organization, before, ...filter }) {
    const scanning = await scanningIn(at, organization)
    if ('code' in scanning) return scanning
    const items = await scanning.quarantine.items({
      ...filter,
      ...(before ? { before: { at: Date.parse(before.at), id: before.id } } : {}),
      limit: PAGE,
    })
    return shows(at, { items: items.map(shown), isLast: items.length < PAGE })
  },
})

/** A person's act on one item. The item's own status says what became of it. */
const act = (name: string, does: string, run: typeof restore) =>
  operation({
    name,
    screen: 'Quarantine',
    does,
    who: 'administrator',
    input: v.strictObject({ ...ORGANIZATION_INPUT, id: ID }),
    repeatable: false,
    async run(at, { organization, id }) {
      const scanning = await scanningIn(at, organization)
      if ('code' in scanning) return scanning
      const item = await run(scanning, id)
      if (item === 'not granted') return refuses(at, 'not granted', { service: API_SERVICE })
      if (typeof item === 'string') return refuses(at, 'not in quarantine', { id })
      return done(at, 'quarantine changed', { status: item.status }, shown(item))
    },
  })

export const QUARANTINE: readonly AnyOperation[] = [
  listQuarantine,
  act('restoreItem', 'Passes a quarantined message back to its user.', restore),
  act('deleteItem', 'Deletes a quarantined message for good.', remove),
]
