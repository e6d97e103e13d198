import type { Change, Entity } from '#mock-m365'
import { invariant } from '../harness/moment.ts'
import { isByOthers } from '../harness/script.ts'

/** What Exchange itself writes when a message moves. */
const MOVING: ReadonlySet<string> = new Set([
  'id',
  'serial',
  'parentFolderId',
  'changeKey',
  'lastModifiedDateTime',
])

/** Users see nothing of it that the product reads their mail, unless it has found something. */
export const messagesAsTheyCame = invariant({
  name: 'messages as they came',
  statement:
    'the product moves and deletes only messages in which its scanner has found something, and changes nothing else in any message',
  clauses: [],
  check({ step, changes }) {
    if (isByOthers(step)) return undefined
    const own = changes.filter(({ kind, actor }) => kind === 'messages' && actor.type === 'application')
    return own.length === 0 ? undefined : own.flatMap(breachesIn)
  },
})

function breachesIn({ before, after, call }: Change): string[] {
  const message = before ?? after
  const told = `the message "${message?.subject}"`
  if (!before) return [`${call} made ${told}`]
  const clean = isBad(before) ? [] : [`${call} moved or changed ${told}, in which there is nothing`]
  const changed = after ? Object.keys(after).filter((name) => differs(name, before, after)) : []
  return [...clean, ...changed.map((name) => `${call} changed ${name} of ${told}`)]
}

const differs = (name: string, before: Entity, after: Entity): boolean =>
  !MOVING.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name])

/** The scanner of simulated runs goes by a header. */
const isBad = ({ internetMessageHeaders }: Entity): boolean =>
  Array.isArray(internetMessageHeaders) &&
  internetMessageHeaders.some(({ name, value }) => name === 'X-Scan-Test' && value !== '')
