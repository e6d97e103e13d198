/**
 * Users and groups are read in rounds, page by page. The first round shows everything, later ones show what has changed.
 * Each page is kept together with the place of the next one, so that a process that ends goes on at its page, and no
 * more than a page is in memory. https://learn.microsoft.com/graph/delta-query-overview
 */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { brokenOff, repeatable } from '../microsoft/retry.ts'
import type { Session } from '../microsoft/session.ts'
import type { DirectoryStore } from '../ports.ts'
import { readInFull } from './in-full.ts'
import { forgetLink, type Position, positionIn, positionText, type Read } from './position.ts'
import { changesOf, SELECTED } from './rows.ts'
import { Trail } from './trail.ts'

const FIRST: Readonly<Record<Read, string>> = {
  users: `/users/delta?$select=${SELECTED.users}`,
  groups: `/groups/delta?$select=${SELECTED.groups},members`,
}

/** More than the largest tenant has, by far. */
const PAGES_MAX = 100_000

/**
 * Reads a collection up to its end.
 * A link that is refused is lost: it has expired, or the service wants a full round (410, 400). The reading then begins
 * a full round. A round that is refused again and again is a service that is unwell.
 * @returns whether a full round has ended, which shows all that is there
 * @throws M365Error
 */
export const readRound = (session: Session, store: DirectoryStore, what: Read): Promise<boolean> =>
  repeatable(session.ports, async () => {
    const position = await positionIn(store, what)
    try {
      return await followed(session, store, what, position)
    } catch (error) {
      const { phase, link } = await positionIn(store, what)
      if (phase === 'lost' || !isAnswer(error)) throw error
      session.ports.log.info(
        { of: what, code: error.code },
        `reading all ${what}: the place of the last reading is lost`,
      )
      await forgetLink(store, what)
      throw brokenOff(error, pathOf(link), 1)
    }
  })

async function followed(
  session: Session,
  store: DirectoryStore,
  what: Read,
  position: Position,
): Promise<boolean> {
  const isBegun = position.phase !== 'lost'
  const round = isBegun ? position.round : position.round + 1
  const phase = isBegun ? position.phase : 'full'
  const trail = new Trail()
  let link = isBegun ? position.link : FIRST[what]
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    trail.pass(link)
    const page = await pageAt(session, link, trail)
    const next: Position = { round, phase: page.isLast ? 'delta' : phase, link: page.next }
    const changes = await changesOf(what, page.rows, store)
    const isWhole = page.isLast && phase === 'full'
    const ended = isWhole ? readInFull(what, session.ports.clock.now()) : {}
    await store.apply({ ...changes, round, positions: { [what]: positionText(next), ...ended } })
    if (page.isLast) return isWhole
    link = page.next
  }
  throw new M365Error('graph', 500, 'TooManyPages', `${FIRST[what]} did not end after ${PAGES_MAX} pages`)
}

interface Page {
  readonly rows: readonly Row[]
  /** The next page; of the last page, where the next round begins. */
  readonly next: string
  readonly isLast: boolean
}

const pageAt = (session: Session, link: string, trail: Trail): Promise<Page> =>
  repeatable(session.ports, async () =>
    pageFrom(await session.graph.send({ method: 'GET', path: link }), link, trail),
  )

/** An answer that holds no list or leads nowhere proves nothing: it is asked for again. */
function pageFrom(answer: unknown, link: string, trail: Trail): Page {
  const { value, '@odata.nextLink': next, '@odata.deltaLink': end } = Object(answer)
  const unreadable = (what: string) =>
    new M365Error('graph', 500, 'UnreadableAnswer', `${pathOf(link)} ${what}`)
  if (!Array.isArray(value)) throw unreadable('holds no list')
  const rows = value.filter((row): row is Row => typeof row === 'object' && row !== null)
  if (typeof next === 'string') {
    if (trail.isBack(next)) throw unreadable('leads back to an earlier page')
    return { rows, next, isLast: false }
  }
  if (typeof end !== 'string') throw unreadable('has no link to a next page and none to a next round')
  return { rows, next: end, isLast: true }
}

const pathOf = (link: string): string => link.split('?')[0] ?? link
