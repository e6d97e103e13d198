import type { Answer, Arrival } from '../wire.ts'
import { fault } from './fault.ts'
import { entriesIn } from './listing.ts'

const PAGE = 2

/**
 * A service decides how many entries a page holds, and may send fewer than were asked for (documented):
 * https://learn.microsoft.com/graph/paging
 */
export const shortPage = fault({
  name: 'short-page',
  story: 'the listing comes in pages of two entries, each with the link to the next',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  play({ call, arrival, service, requestId }) {
    const whole = call.run(requestId)
    if ((entriesIn(whole)?.length ?? 0) <= PAGE) return whole
    const short = service.resolve(inShortPages(arrival)).run(requestId)
    // not every listing can be cut
    return isCut(short) ? short : whole
  },
})

/** The service's own way to be asked for pages: a query in Graph, a preference for deltas and cmdlets. */
function inShortPages(arrival: Arrival): Arrival {
  const others = arrival.query.split('&').filter((one) => one !== '' && !/^(?:\$|%24)top=/i.test(one))
  const isByPreference = arrival.method === 'POST' || /\/delta\b/.test(arrival.path)
  return {
    ...arrival,
    query: isByPreference ? arrival.query : [...others, `$top=${PAGE}`].join('&'),
    headers: isByPreference ? { ...arrival.headers, prefer: `odata.maxpagesize=${PAGE}` } : arrival.headers,
  }
}

const isCut = (answer: Answer): boolean =>
  answer.status === 200 &&
  String(answer.body).includes('"@odata.nextLink"') &&
  entriesIn(answer)?.length === PAGE
