/** IP addresses, blocks and ranges as rules, connectors and the connection filter write them, compiled to one test. */
import { isIPv6 } from 'node:net'

interface Range {
  readonly first: bigint
  readonly last: bigint
  readonly entry: string
}

/** @returns the entry that holds the address, or undefined */
export type RangeTest = (ip: string) => string | undefined

const NOWHERE: RangeTest = () => undefined
const IPV6_BITS = 128
const IPV4_BITS = 32

/** Entries that are no addresses are passed over: the cmdlets let none in. IPv4 and IPv6 never meet. */
export function rangeTest(entries: readonly string[]): RangeTest {
  const exact = new Map<string, string>()
  const low: { first: number; last: number; entry: string }[] = []
  const high: Range[] = []
  for (const entry of entries) {
    const four = ipv4Range(entry)
    if (four && four.first === four.last) exact.set(entry.trim(), entry)
    else if (four) low.push({ ...four, entry })
    else {
      const six = ipv6Range(entry)
      if (six) high.push({ ...six, entry })
    }
  }
  if (exact.size + low.length + high.length === 0) return NOWHERE
  return (ip) => {
    const same = exact.get(ip)
    if (same !== undefined) return same
    const four = ipv4(ip)
    if (four !== undefined) {
      for (const { first, last, entry } of low) if (four >= first && four <= last) return entry
      return undefined
    }
    if (high.length === 0) return undefined
    const six = ipv6(ip)
    return six === undefined ? undefined : high.find(({ first, last }) => six >= first && six <= last)?.entry
  }
}

function ipv4Range(entry: string): { first: number; last: number } | undefined {
  const [start = '', end] = entry.split('-', 2)
  if (end !== undefined) {
    const [first, last] = [ipv4(start.trim()), ipv4(end.trim())]
    return first === undefined || last === undefined ? undefined : { first, last }
  }
  const [address = '', bits] = entry.trim().split('/', 2)
  const base = ipv4(address)
  if (base === undefined) return undefined
  const size = 2 ** (IPV4_BITS - Math.min(IPV4_BITS, Number(bits ?? IPV4_BITS)))
  const first = Math.floor(base / size) * size
  return Number.isNaN(first) ? undefined : { first, last: first + size - 1 }
}

function ipv6Range(entry: string): { first: bigint; last: bigint } | undefined {
  const [address = '', bits = String(IPV6_BITS)] = entry.trim().split('/', 2)
  const base = ipv6(address)
  if (base === undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > IPV6_BITS) return undefined
  const size = 1n << BigInt(IPV6_BITS - Number(bits))
  const first = (base / size) * size
  return { first, last: first + size - 1n }
}

/** The 32 bits of a dotted address, or undefined. */
export function ipv4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let address = 0
  for (const part of parts) {
    const byte = Number(part)
    if (part === '' || part.length > 3 || !(byte >= 0 && byte <= 255)) return undefined
    address = address * 256 + byte
  }
  return address
}

function ipv6(text: string): bigint | undefined {
  if (!isIPv6(text) || text.includes('.') || text.includes('%')) return undefined
  const [head = '', tail] = text.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n)
}
