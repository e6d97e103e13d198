/**
 * A mail relay that scans and returns mail, like that of Cloud App Security: it accepts a message at its
 * smart host, scans it, and returns it to the tenant from its own addresses. Its path and headers are
 * observed in published mail; how it finds the tenant, and the result of its scan, are proposed.
 */
import {
  type Certificate,
  type Connection,
  domainOf,
  type Header,
  headerOf,
  type Message,
} from '../message.ts'
import type { OutsideHost, Receipt } from './outside.ts'

export interface RelayProfile {
  /** Shown in traces. */
  readonly name: string
  /** The end of smart host names, after a label for the customer: `inpre.example.com`. */
  readonly takesAt: string
  /** The host that returns mail, as named in reverse DNS and its greeting: `inpost.example.com`. */
  readonly returnsFrom: string
  /** The host between the two. */
  readonly within?: string
  /** Addresses that it sends back from. */
  readonly addresses: readonly string[]
  /** Certificate shown at `takesAt`. */
  readonly certificate?: Certificate
  /** How the relay names itself in Received lines. */
  readonly product?: string
  /** Header and value that mark what it found to be spam. */
  readonly spamHeader?: Header
  /** Domains whose SPF records name its addresses. */
  readonly permittedFor?: readonly string[]
  /** The scan's verdict; by test marks where absent. */
  readonly scan?: (message: Message) => ScanVerdict
}

export type ScanVerdict = 'clean' | 'spam' | 'malware'

/** Proposed: this header tells what the relay finds in a message. */
export const SCAN_TEST_HEADER = 'X-Scan-Test'

const GTUBE = /GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL/
const EICAR = /EICAR-STANDARD-ANTIVIRUS-TEST-FILE/

function scanByMarks(message: Message): ScanVerdict {
  const said = headerOf(message, SCAN_TEST_HEADER.toLowerCase())?.toLowerCase()
  if (said === 'malware' || EICAR.test(message.body)) return 'malware'
  return said === 'spam' || GTUBE.test(message.body) ? 'spam' : 'clean'
}

export function scanningRelay(profile: RelayProfile): OutsideHost {
  const { name, takesAt, returnsFrom, certificate = { names: [`*.${takesAt}`], trusted: true } } = profile
  const suffix = `.${takesAt.toLowerCase()}`
  const scan = profile.scan ?? scanByMarks
  const connection = returning(profile)
  const lines = receivedLines(profile)
  const receive = (message: Message, { helo, ip }: Connection): Receipt => {
    const verdict = scan(message)
    if (verdict === 'malware') return { kind: 'kept', verdict }
    const marks: Header[] = verdict === 'spam' && profile.spamHeader ? [profile.spamHeader] : []
    const headers = [...lines(helo, ip), ...marks, ...message.headers]
    return {
      kind: 'scanned',
      verdict,
      returned: [{ message: { ...message, headers }, connection: connection(message) }],
    }
  }
  return {
    name,
    matches: (host) =>
      host.endsWith(suffix) && host.length > suffix.length && !host.slice(0, -suffix.length).includes('.'),
    certificateAt: () => certificate,
    receive,
  }
  function returning({ addresses, permittedFor = [domainOf(`@${returnsFrom}`)] }: RelayProfile) {
    const ways = addresses.map(
      (ip): Connection => ({
        ip,
        helo: returnsFrom,
        ptr: returnsFrom,
        tls: { names: [returnsFrom], trusted: true },
        permittedFor,
      }),
    )
    const [first] = ways
    if (!first) throw new TypeError(`the relay ${name} has no address`)
    // The address depends on the message, so that the same message always gets the same one.
    return ({ size }: Message) => ways[size % ways.length] ?? first
  }
}

/** Three servers have had it: the accepting, the scanning and the returning one (observed). */
function receivedLines({
  takesAt,
  returnsFrom,
  within = 'outmta',
  product = 'relay',
  addresses,
}: RelayProfile) {
  const [address = ''] = addresses
  return (helo: string, ip: string): readonly Header[] => [
    ['Received', `from ${within} (unknown [${address}]) by ${returnsFrom} (${product}) with ESMTP`],
    ['Received', `from ${takesAt} (unknown [127.0.0.1]) by ${within} (${product}) with ESMTP`],
    ['Received', `from ${helo} (unknown [${ip}]) by ${takesAt} (${product}) with ESMTPS`],
  ]
}
