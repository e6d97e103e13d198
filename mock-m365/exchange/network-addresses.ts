/**
 * What Exchange accepts as addresses, domains and smart hosts in its lists; every value is stored as written.
 */
import { ipRange } from '../ip-ranges.ts'
import { invalidValue } from './errors.ts'

const RANGE_MAX = 256
const BLOCK_BITS_MIN = 24

/** The cmdlets refuse blanks around an entry; inside a range they are allowed (inferred). */
function rangeIn(text: string) {
  const range = text === text.trim() ? ipRange(text) : undefined
  return range && { ...range, isIpv4: typeof range.first === 'number' && !text.includes(':') }
}

/** A single IPv4 address or a block of /24 to /32. */
export function isAddressOrBlock(text: string): boolean {
  const range = rangeIn(text)
  if (!range?.isIpv4) return false
  return range.form === 'address' || (range.form === 'block' && Number(range.bits) >= BLOCK_BITS_MIN)
}

function isShortRange(text: string): boolean {
  const range = rangeIn(text)
  return range?.form === 'range' && range.isIpv4 && Number(range.last) - Number(range.first) < RANGE_MAX
}

/** https://learn.microsoft.com/powershell/module/exchange/set-hostedconnectionfilterpolicy — text inferred */
export function connectionFilterEntry(text: string): string {
  if (isAddressOrBlock(text) || isShortRange(text)) return text
  throw invalidValue(
    `The IP address or range '${text}' isn't valid. Specify an IPv4 address, a range of at most ${RANGE_MAX} addresses, or a CIDR block from /24 to /32.`,
  )
}

/** https://learn.microsoft.com/powershell/module/exchange/new-inboundconnector — text inferred */
export function connectorAddress(text: string): string {
  if (isAddressOrBlock(text)) return text
  throw invalidValue(
    `The IP address '${text}' isn't valid. Specify an IPv4 address or a CIDR block from /24 to /32; IPv6 and ranges aren't supported.`,
  )
}

/**
 * Addresses that enhanced filtering skips: single ones, ranges and blocks of any size (documented). Text
 * inferred.
 */
export function filteredAddress(text: string): string {
  if (rangeIn(text)?.isIpv4) return text
  throw invalidValue(`The IP address or range '${text}' isn't valid.`)
}

/**
 * Sender addresses of a rule: single ones, ranges and blocks of any size, since the documentation names no
 * limit. That IPv6 is accepted is inferred. Text inferred.
 */
export function ruleAddress(text: string): string {
  if (rangeIn(text)) return text
  throw invalidValue(`The IP address or range '${text}' isn't valid.`)
}

/** An IPv6 address, or a block of 1 to 128 bits. */
export function isIpv6(text: string): boolean {
  const range = rangeIn(text)
  return range !== undefined && !range.isIpv4 && range.form !== 'range' && range.bits !== 0
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`, 'i')
const DOMAIN_MAX = 255

/** A top-level domain is never a number, so `1.2.3.4` is not a domain. */
export const isDomain = (text: string): boolean =>
  text.length <= DOMAIN_MAX && DOMAIN.test(text) && !/\.\d+$/.test(text)

/** A domain, with its leftmost label a star where the property allows it: `*.contoso.com`. */
export const isWildcardDomain = (text: string): boolean =>
  isDomain(text.startsWith('*.') ? text.slice(2) : text)

const ALL_BELOW = new RegExp(`^\\*\\.(?=.*[a-z_-])${LABEL}$`, 'i')

/**
 * `contoso.com`, `*.contoso.com` or `*`; an embedded star is refused. That the star may come before a
 * top-level domain (`*.org`) is inferred: the page forbids only embedded stars. Text inferred.
 */
export function domainOrAll(text: string): string {
  if (text === '*' || isWildcardDomain(text) || ALL_BELOW.test(text)) return text
  throw invalidValue(`The domain '${text}' isn't valid. Only a leading wildcard is supported: *.contoso.com`)
}

/** An address space as connectors store it: `contoso.com` becomes `smtp:contoso.com;1` (observed). */
export function addressSpace(text: string): string {
  const [, type = 'smtp', domain = '', cost = '1'] = /^(?:(smtp):)?([^;:]*)(?:;(\d{1,3}))?$/i.exec(text) ?? []
  if (Number(cost) < 1 || Number(cost) > 100)
    throw invalidValue(`The cost of the address space '${text}' isn't between 1 and 100.`)
  return `${type.toLowerCase()}:${domainOrAll(domain)};${cost}`
}

/** A smart host: name, IPv4 address or block. Text inferred. */
export function smartHost(text: string): string {
  if (isDomain(text) || isAddressOrBlock(text) || isIpv6(text)) return text
  throw invalidValue(
    `'${text}' isn't a valid smart host. Specify a fully qualified domain name or an IP address.`,
  )
}

/** A certificate's domain; a star may replace the leftmost label, and is not allowed alone. Text inferred. */
export function certificateDomain(text: string): string {
  if (isWildcardDomain(text) || /^<i>.*<s>/i.test(text)) return text
  throw invalidValue(`'${text}' isn't a valid domain for a TLS certificate.`)
}

const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@([^\s@]+)$/

/** A mail address, without display name. */
export function isMailAddress(text: string): boolean {
  const domain = ADDRESS.exec(text)?.[1]
  return domain !== undefined && isDomain(domain)
}
