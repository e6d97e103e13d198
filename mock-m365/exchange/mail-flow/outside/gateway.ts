/**
 * A mail gateway outside, described as data: encryption, signatures, archives, on-premises servers. It
 * accepts mail at its names, and returns it to the tenant, refuses it, or delivers it. Defaults are those of
 * an unknown host: it has a certificate of its own name and delivers the mail.
 */
import * as v from 'valibot'
import { ipAddress } from '../../../ip-ranges.ts'
import { type Certificate, type Connection, domainOf, type Header, type Message } from '../message.ts'
import { matchesName } from '../patterns/word-tests.ts'
import { ownCertificate } from './hosts.ts'
import type { OutsideHost, Receipt } from './outside.ts'

const TEXT_MAX = 1024
const NAMES_MAX = 100
const DAY_SECONDS = 86_400

const text = (what: string) => v.pipe(v.string(what), v.minLength(1), v.maxLength(TEXT_MAX))
const names = v.pipe(v.array(text('a name such as "mail.gateway.example"')), v.maxLength(NAMES_MAX))
const address = v.pipe(
  v.string('an IP address such as "198.51.100.7"'),
  v.check((one) => ipAddress(one) !== undefined, 'an IP address such as "198.51.100.7"'),
)
const headerLine = v.pipe(
  v.string('a header such as "X-Gateway: done"'),
  v.regex(/^[!-9;-~]{1,64}:[ \t]*[^\r\n]*$/, 'a header such as "X-Gateway: done"'),
  v.maxLength(TEXT_MAX),
)
/** Texts that are added before and after a text. */
const framing = v.strictObject({ before: v.exactOptional(v.string()), after: v.exactOptional(v.string()) })

const returning = v.strictObject({
  /** The address that it sends back from. */
  ip: address,
  /** Its name in the greeting and in reverse DNS; the gateway's first name where absent. */
  helo: v.exactOptional(text('a name such as "out.gateway.example"')),
  /** Names in its certificate; its own name where absent, empty for plain text. */
  certificate: v.exactOptional(names),
  /** Domains whose SPF records permit its address. */
  spf: v.exactOptional(names),
  /** Headers that it adds on top of the message. */
  headers: v.exactOptional(v.pipe(v.array(headerLine), v.maxLength(NAMES_MAX))),
  /** Names of headers that it removes. */
  removesHeaders: v.exactOptional(names),
  subject: v.exactOptional(framing),
  body: v.exactOptional(framing),
  /** New envelope sender, where it changes it. */
  from: v.exactOptional(v.string('a mail address, or an empty text for none')),
  /** How long it keeps the message. */
  delaySeconds: v.exactOptional(
    v.pipe(v.number('whole seconds'), v.integer(), v.minValue(0), v.maxValue(DAY_SECONDS)),
  ),
})

export const GATEWAY = v.strictObject({
  /** Shown in traces. */
  name: text('a name for traces'),
  /** Smart hosts, and domains whose mail exchanger it is: `mail.gateway.example`, `*.gateway.example`, `198.51.100.7`. */
  hosts: v.pipe(names, v.minLength(1)),
  /** Its certificate in STARTTLS; a trusted one of its own name where absent, no TLS where null. */
  certificate: v.exactOptional(v.nullable(v.strictObject({ names, trusted: v.exactOptional(v.boolean()) }))),
  /** A status with which it refuses all mail. */
  refuses: v.exactOptional(text('a status such as "550 5.7.1 Not for us"')),
  /** How it returns mail to the tenant; where absent, it delivers mail. */
  returns: v.exactOptional(returning),
})

export type Gateway = v.InferOutput<typeof GATEWAY>
type Returning = NonNullable<Gateway['returns']>

export function gatewayHost(gateway: Gateway): OutsideHost {
  const { name, hosts, refuses, returns } = gateway
  return {
    name,
    matches: hostTest(hosts),
    certificateAt: (host) => certificateOf(gateway, host),
    receive: (message, from): Receipt => {
      if (refuses !== undefined) return { kind: 'refused', status: refuses }
      if (!returns) return { kind: 'delivered' }
      const { delaySeconds } = returns
      const back = {
        message: worked(gateway, returns, message, from),
        connection: returnOf(gateway, returns),
      }
      return { kind: 'returned', returned: [delaySeconds === undefined ? back : { ...back, delaySeconds }] }
    },
  }
}

/** Names in any case, and addresses in any form. */
function hostTest(hosts: readonly string[]): (host: string) => boolean {
  const addresses = new Set(hosts.flatMap((host) => ipAddress(host) ?? []))
  return (host) => {
    const address = ipAddress(host)
    return address === undefined
      ? hosts.some((one) => matchesName(one, host))
      : addresses.has(address) || hosts.includes('*')
  }
}

function certificateOf({ certificate }: Gateway, host: string): Certificate | undefined {
  if (certificate === undefined) return ownCertificate(host)
  return certificate === null
    ? undefined
    : { names: certificate.names, trusted: certificate.trusted !== false }
}

const nameOf = ({ hosts: [first = ''] }: Gateway, { helo }: Returning): string =>
  helo ?? first.replace(/^\*/, 'mail')

function returnOf(gateway: Gateway, returns: Returning): Connection {
  const helo = nameOf(gateway, returns)
  const shown = returns.certificate ?? [helo]
  return {
    ip: returns.ip,
    helo,
    ptr: helo,
    ...(shown.length === 0 ? {} : { tls: { names: shown, trusted: true } }),
    permittedFor: returns.spf ?? [domainOf(`@${helo}`)],
  }
}

/** A DKIM signature becomes invalid when signed content changes: subject, body and From are always signed. */
function worked(gateway: Gateway, returns: Returning, message: Message, { helo, ip }: Connection): Message {
  const { headers = [], removesHeaders = [], subject = {}, body = {}, from } = returns
  const gone = new Set(removesHeaders.map((one) => one.toLowerCase()))
  const kept = message.headers.flatMap(([name, value]): Header[] => {
    if (gone.has(name.toLowerCase())) return []
    return [[name, name.toLowerCase() === 'subject' ? framed(value, subject) : value]]
  })
  const stamps = headers.map((line): Header => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const received: Header = ['Received', `from ${helo} (${ip}) by ${nameOf(gateway, returns)} with ESMTPS`]
  const { signedBy, ...rest } = message
  const isIntact = Object.keys({ ...subject, ...body }).length === 0 && !gone.has('from')
  return {
    ...rest,
    headers: [received, ...stamps, ...kept],
    body: framed(message.body, body),
    ...(from === undefined ? {} : { from }),
    ...(isIntact && signedBy ? { signedBy } : {}),
  }
}

const framed = (inner: string, { before = '', after = '' }: v.InferOutput<typeof framing>): string =>
  `${before}${inner}${after}`

const GATEWAYS_MAX = 50

/** A file of gateways. The first match counts; names are unique. */
export const GATEWAY_LIST = v.pipe(
  v.array(GATEWAY, 'a list of gateways'),
  v.maxLength(GATEWAYS_MAX),
  v.check(
    (gateways) => new Set(gateways.map(({ name }) => name)).size === gateways.length,
    'gateways with different names',
  ),
)
