import type { Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { EPOCH_MS, type Warp } from '../harness/world.ts'
import { defect } from './defect.ts'

const HOUR_MS = 3_600_000
const REMEMBERED_MS = 10 * 60_000

const steps: readonly Step[] = [...GRANT, { op: 'advance', hours: 24 }, { op: 'synchronize' }]

type Fetch = Ports['fetch']
type Asked = Pick<Ports, 'fetch' | 'clock'>

const urlOf = (input: Parameters<Fetch>[0]): string =>
  decodeURIComponent(input instanceof Request ? input.url : String(input))
const isRead = (init: RequestInit | undefined): boolean => (init?.method ?? 'GET') === 'GET'

/** A service that is unwell for one answer on the day after the grant. @param what URLs that it may be about */
export function unwellOnce({ fetch, clock }: Asked, what: RegExp, answer: () => Response): Fetch {
  let isOver = false
  return (input, init) => {
    const strikes = !isOver && isRead(init) && clock.now() > EPOCH_MS + 20 * HOUR_MS
    if (!strikes || !what.test(urlOf(input))) return fetch(input, init)
    isOver = true
    return Promise.resolve(answer())
  }
}

/** What has been read of it is not read again for some minutes. */
function remembering({ fetch, clock }: Asked, what: RegExp): Fetch {
  const heard = new Map<string, { readonly at: number; readonly answer: Response }>()
  return async (input, init) => {
    if (!isRead(init) || !what.test(urlOf(input))) return fetch(input, init)
    const before = heard.get(urlOf(input))
    if (before && clock.now() < before.at + REMEMBERED_MS) return before.answer.clone()
    const answer = await fetch(input, init)
    heard.set(urlOf(input), { at: clock.now(), answer: answer.clone() })
    return answer
  }
}

const absent = () =>
  Response.json({ error: { code: 'Request_ResourceNotFound', message: 'not found' } }, { status: 404 })

const MEMBERS = /\/transitiveMembers/
const QUESTIONS = /\/checkMemberGroups/

/** Questions about single people are answered as the one reading says. */
function answering({ fetch, clock }: Asked, isWrong: () => boolean): Fetch {
  let wrongUntil = 0
  return (input, init) => {
    if (isWrong() && wrongUntil === 0) wrongUntil = clock.now() + REMEMBERED_MS
    const isTold = QUESTIONS.test(urlOf(input)) && clock.now() < wrongUntil
    return isTold ? Promise.resolve(Response.json({ value: [] })) : fetch(input, init)
  }
}

const warp: Warp = {
  ports: (ports) => {
    let isStruck = false
    const unwell = unwellOnce(ports, MEMBERS, () => {
      isStruck = true
      return absent()
    })
    const fetch = remembering({ ...ports, fetch: unwell }, MEMBERS)
    return { ...ports, fetch: answering({ ...ports, fetch }, () => isStruck) }
  },
}

export const oneReading = defect({
  name: 'one reading',
  story: 'a group that is not found once is taken for deleted, and its people lose their protection',
  expected: 'targets followed',
  steps,
  warp,
})
