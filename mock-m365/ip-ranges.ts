/**
 * IP addresses, blocks and ranges for the whole mock: addresses are equal in every spelling. If a list
 * accepts fewer forms than these, its own check refuses the others.
 */
import ipaddr from 'ipaddr.js'
import QuickLRU from 'quick-lru'

/** An IPv4 address is a number, and an IPv6 address a bigint, so that the two are never equal. */
export type IpAddress = number | bigint

export interface IpRange {
  readonly first: IpAddress
  readonly last: IpAddress
  /** As written: `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9`. */
  readonly form: 'address' | 'block' | 'range'
  /** Length of a block's prefix. */
  readonly bits?: number
}

const IPV4_BITS = 32
const IPV6_BITS = 128
/** The longest range: two IPv6 addresses that end in IPv4 ones, a dash, and spaces around it. */
const TEXT_MAX = 100
const REMEMBERED_MAX = 10_000
const remembered = new QuickLRU<string, IpAddress | false>({ maxSize: REMEMBERED_MAX })

/**
 * @returns the address in a text, or undefined. IPv4 has four decimal parts without leading zeros, which some
 * read as octal. An IPv4 address in the form of IPv6 (`::ffff:192.0.2.1`) is that IPv4 address, and a zone is
 * refused.
 */
export function ipAddress(text: string): IpAddress | undefined {
  const known = remembered.get(text)
  if (known !== undefined) return known === false ? undefined : known
  const address = text.length > TEXT_MAX ? undefined : readAddress(text)
  if (text.length <= TEXT_MAX) remembered.set(text, address ?? false)
  return address
}

function readAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return joined(ipaddr.IPv4.parse(text).octets)
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return address.kind() === 'ipv4' ? joined(address.toByteArray()) : joinedLong(address.toByteArray())
}

const joined = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0)
const joinedLong = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)

const isIpv4 = (address: IpAddress | undefined): address is number => typeof address === 'number'

/** @returns the addresses that an entry of a list names, or undefined for text in none of these forms */
export function ipRange(entry: string): IpRange | undefined {
  if (entry.length > TEXT_MAX) return undefined
  const text = entry.trim()
  const dash = text.indexOf('-')
  if (dash !== -1) return between(text.slice(0, dash).trim(), text.slice(dash + 1).trim())
  const slash = text.indexOf('/')
  if (slash !== -1) return block(text.slice(0, slash), text.slice(slash + 1))
  const address = ipAddress(text)
  return address === undefined ? undefined : { first: address, last: address, form: 'address' }
}

function between(start: string, end: string): IpRange | undefined {
  const [first, last] = [ipAddress(start), ipAddress(end)]
  if (first === undefined || last === undefined || typeof first !== typeof last || last < first)
    return undefined
  return { first, last, form: 'range' }
}

/** Bits after the prefix are ignored: `192.0.2.77/24` is `192.0.2.0/24`. */
function block(text: string, length: string): IpRange | undefined {
  const address = ipAddress(text)
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (typeof address === 'number') {
    if (text.includes(':')) return mappedBlock(address, bits)
    if (!(bits <= IPV4_BITS)) return undefined
    const size = 2 ** (IPV4_BITS - bits)
    const first = Math.floor(address / size) * size
    return { first, last: first + size - 1, form: 'block', bits }
  }
  if (address === undefined || !(bits <= IPV6_BITS)) return undefined
  const size = 1n << BigInt(IPV6_BITS - bits)
  const first = (address / size) * size
  return { first, last: first + size - 1n, form: 'block', bits }
}

const MAPPED_BITS = IPV6_BITS - IPV4_BITS

/** `::ffff:192.0.2.0/120` is `192.0.2.0/24`; a shorter prefix would contain other IPv6 addresses too. */
function mappedBlock(address: number, bits: number): IpRange | undefined {
  if (!(bits >= MAPPED_BITS && bits <= IPV6_BITS)) return undefined
  const size = 2 ** (IPV6_BITS - bits)
  const first = Math.floor(address / size) * size
  return { first, last: first + size - 1, form: 'block', bits: bits - MAPPED_BITS }
}

/** @returns the entry that contains the address, or undefined */
export type RangeTest = (ip: string) => string | undefined

const NOWHERE: RangeTest = () => undefined

/** One test of many entries, for rules, connectors and the connection filter. Invalid entries are ignored. */
export function rangeTest(entries: readonly string[]): RangeTest {
  const single = new Map<IpAddress, string>()
  const wide: (IpRange & { readonly entry: string })[] = []
  for (const entry of entries) {
    const range = ipRange(entry)
    if (!range) continue
    if (range.first !== range.last) wide.push({ ...range, entry })
    else if (!single.has(range.first)) single.set(range.first, entry)
  }
  if (single.size + wide.length === 0) return NOWHERE
  return (ip) => {
    const address = ipAddress(ip)
    if (address === undefined) return undefined
    const same = single.get(address)
    if (same !== undefined) return same
    for (const { first, last, entry } of wide)
      if (typeof first === typeof address && address >= first && address <= last) return entry
    return undefined
  }
}

/** @returns the block of 256 addresses around an IPv4 address, `192.0.2.0/24`; undefined for any other text */
export function blockOf256(text: string): string | undefined {
  const address = ipAddress(text)
  if (!isIpv4(address)) return undefined
  const bytes = [24, 16, 8].map((shift) => Math.floor(address / 2 ** shift) % 256)
  return `${bytes.join('.')}.0/24`
}
