/**
 * Mailboxes in API mode. The published permissions do not let the application ask Exchange Online, so that they are
 * those of the users with an address. Rounds show what has changed since the last one.
 * https://learn.microsoft.com/graph/delta-query-users
 */

import { PERSON, type Person, peopleNamed, personOf } from '../../directory/people.ts'
import { isAnswer, M365Error } from '../../microsoft/errors.ts'
import type { Row } from '../../microsoft/exchange.ts'
import { brokenOff, repeatable } from '../../microsoft/retry.ts'
import type { Session } from '../../microsoft/session.ts'
import type { DirectoryStore } from '../../ports.ts'
import { mailboxOf } from './selected.ts'

const PATH = '/users/delta'
const FIRST = `${PATH}?$select=${PERSON}`
/** More than the largest tenant has, by far. */
const PAGES_MAX = 100_000

/** Reads the mailboxes into the store, page by page. @throws M365Error; the next reading goes on where this one ended */
export const synchronizeMailboxes = (session: Session, store: DirectoryStore): Promise<void> =>
  repeatable(session.ports, async () => {
    try {
      await followed(session, store, (await store.position('mailboxes')) ?? FIRST)
    } catch (error) {
      // a place that is refused is lost: everything is read again
      if (!isAnswer(error) || (await store.position('mailboxes')) === undefined) throw error
      await store.apply({ positions: { mailboxes: null } })
      throw brokenOff(error, PATH, 1)
    }
  })

async function followed(session: Session, store: DirectoryStore, from: string): Promise<void> {
  const { ports, graph } = session
  let link = from
  for (let page = 0; page < PAGES_MAX; page++) {
    const path = link
    const answer = Object(await repeatable(ports, () => graph.send({ method: 'GET', path })))
    const { value, '@odata.nextLink': next, '@odata.deltaLink': end } = answer
    const following = typeof next === 'string' ? next : end
    if (!Array.isArray(value) || typeof following !== 'string' || following === link)
      throw new M365Error(
        'graph',
        500,
        'UnreadableAnswer',
        `a page of ${PATH} holds no list or leads nowhere`,
      )
    const people = await peopleIn(session, value)
    await store.apply({
      mailboxes: people.flatMap(mailboxOf),
      goneMailboxes: people.filter((person) => mailboxOf(person).length === 0).map(({ id }) => id),
      positions: { mailboxes: following },
    })
    if (next === undefined) return
    link = following
  }
  throw new M365Error('graph', 500, 'TooManyPages', `${PATH} did not end after ${PAGES_MAX} pages`)
}

/** A row of a later round may hold no more than what has changed: then the user is asked for. Who left keeps the mailbox until the user goes. */
async function peopleIn(session: Session, rows: readonly Row[]): Promise<Person[]> {
  const there = rows.filter((row) => !('@removed' in row))
  const whole = there.filter((row) => PERSON.split(',').every((name) => name in row))
  const partial = there.filter((row) => !whole.includes(row)).map(({ id }) => String(id))
  return [...whole.map(personOf), ...(await peopleNamed(session, partial)).values()]
}
