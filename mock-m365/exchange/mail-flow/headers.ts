/**
 * Headers that the service removes, renames and stamps.
 * https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
 * https://learn.microsoft.com/exchange/header-firewall-exchange-2013-help
 */
import type { Attribution, Origin } from './envelope.ts'
import type { Filtered } from './filter/content-filter.ts'
import type { Letter } from './letter.ts'
import type { Connection, Header, Message } from './message.ts'

const OWN = 'x-ms-exchange-organization-'
const CROSSING = 'x-ms-exchange-crosspremises-'
const REPORT = 'x-forefront-antispam-report'
const RESULTS = 'authentication-results'

/** The service's own headers are not accepted from unknown servers. */
export function believed(message: Message, { connector, type }: Attribution): Message {
  if (type === 'submission') return message
  if (!message.headers.some(([name]) => isReserved(name))) return message
  const headers: Header[] = []
  for (const [name, value] of message.headers) {
    const folded = name.toLowerCase()
    if (folded === REPORT) headers.push(['X-Forefront-Antispam-Report-Untrusted', value])
    // Observed in mail that passes the service twice.
    else if (folded === RESULTS) headers.push(['Authentication-Results-Original', value])
    else if (folded.startsWith(CROSSING) && connector?.cloudServicesMail === true && !isStamped(folded))
      headers.push([`X-MS-Exchange-Organization-${name.slice(CROSSING.length)}`, value])
    else if (!folded.startsWith(OWN) && !folded.startsWith(CROSSING)) headers.push([name, value])
  }
  return { ...message, headers }
}

const LOWER = 0x20
const LETTER_A = 97
const LETTER_X = 120

/** The edge writes these headers again, and considers there what another organization wrote. */
const isStamped = (folded: string): boolean =>
  folded === `${CROSSING}authas` || folded === `${CROSSING}messagedirectionality`

function isReserved(name: string): boolean {
  // Nearly all names begin with another letter.
  const first = name.charCodeAt(0) | LOWER
  if (first !== LETTER_A && first !== LETTER_X) return false
  const folded = name.toLowerCase()
  return folded.startsWith(OWN) || folded.startsWith(CROSSING) || folded === REPORT || folded === RESULTS
}

/** Headers of the organization leave only by connectors that carry them, under another name (documented). */
export function leaving(message: Message, cloudServicesMail: boolean): Message {
  const headers: Header[] = []
  for (const [name, value] of message.headers) {
    if (!name.toLowerCase().startsWith(OWN)) headers.push([name, value])
    else if (cloudServicesMail) headers.push([`X-MS-Exchange-CrossPremises-${name.slice(OWN.length)}`, value])
  }
  return { ...message, headers }
}

/**
 * One line for each pass: the real service writes three or four, and counts them all (the limit is not
 * published).
 */
export function received({ ip, helo, tls, submittedBy }: Connection, edge: string, at: number): Header {
  const time = new Date(at).toUTCString()
  if (submittedBy !== undefined)
    return ['Received', `from mailbox of ${submittedBy} by ${edge} with mapi; ${time}`]
  const using = tls ? 'with Microsoft SMTP Server (version=TLS1_3)' : 'with Microsoft SMTP Server'
  return ['Received', `from ${helo} (${ip}) by ${edge} ${using}; ${time}`]
}

/** The filter's result, for the recipient's server. */
export function stampVerdict(
  letter: Letter,
  { scl, sfv, ipv, dir }: Filtered,
  custom: readonly string[],
): void {
  const { connection, source = connection } = letter.origin
  // Where the client was skipped, its address stays, and the names are those of the source behind it
  // (observed).
  const { ip } = connection
  const { helo, ptr = 'InfoDomainNonexistent' } = source
  const report = `CIP:${ip};CTRY:;LANG:en;SCL:${scl};SRV:;IPV:${ipv};SFV:${sfv};H:${helo};PTR:${ptr};CAT:${CATEGORIES[sfv] ?? 'NONE'};SFS:;DIR:${dir};`
  letter.stamp(
    ['X-Forefront-Antispam-Report', report],
    ['X-MS-Exchange-Organization-SCL', String(scl)],
    ...custom.map((says): Header => ['X-CustomSpam', says]),
  )
}

const CATEGORIES: Readonly<Record<string, string>> = {
  SPM: 'SPM',
  SKS: 'SPM',
  SKB: 'SPM',
  BULK: 'BULK',
  PHSH: 'PHSH',
  HPHSH: 'HPHSH',
  MALW: 'MALW',
}

/**
 * Stamped at the edge, so that rules read them (names and values observed in published mail; that a trusted
 * header of a connector's mail stays is documented).
 */
export const organizationHeaders = ({ attribution }: Origin): readonly Header[] =>
  attribution.internal ? ORIGINATING : INCOMING

const INCOMING: readonly Header[] = [
  ['X-MS-Exchange-Organization-AuthAs', 'Anonymous'],
  ['X-MS-Exchange-Organization-MessageDirectionality', 'Incoming'],
]
const ORIGINATING: readonly Header[] = [
  ['X-MS-Exchange-Organization-AuthAs', 'Internal'],
  ['X-MS-Exchange-Organization-MessageDirectionality', 'Originating'],
]

/** @returns how many servers have had the message, according to its headers */
export function hopsOf({ headers }: Message): number {
  let hops = 0
  for (const [name] of headers) if (name.length === 8 && name.toLowerCase() === 'received') hops++
  return hops
}
