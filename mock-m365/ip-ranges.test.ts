import { BlockList, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ipAddress, ipRange, rangeTest } from './ip-ranges.ts'

const ipv4 = fc.ipV4()
const ipv6 = fc.ipV6()

/** Each group of four digits written out: another spelling of the same IPv6 address. */
function writtenOut(address: string): string {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const words = (text: string | undefined) => (text ? text.split(':') : [])
  const [left, right] = [words(head), words(tail)]
  const zeros = Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right].map((word) => word.padStart(4, '0').toUpperCase()).join(':')
}

describe('equal addresses are equal in every form', () => {
  test('of IPv4, as entry and as the one who asks', () => {
    fc.assert(
      fc.property(ipv4, ipv4, (address, other) => {
        const asked = [address, `::ffff:${address}`]
        const entries = [address, `${address}/32`, `${address}-${address}`, `${address} - ${address}`]
        for (const entry of [...entries, `::ffff:${address}`, `::FFFF:${address}/128`])
          for (const ip of asked) {
            expect(rangeTest([entry])(ip)).toBe(entry)
            expect(rangeTest([entry])(other)).toBe(other === address ? entry : undefined)
          }
      }),
    )
  })

  test('of IPv6, as entry and as the one who asks', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        fc.pre(!address.includes('.'))
        const spellings = [address, address.toUpperCase(), writtenOut(address)]
        for (const one of spellings)
          for (const entry of [one, `${one}/128`, `${one}-${address}`])
            for (const ip of spellings) expect(rangeTest([entry])(ip)).toBe(entry)
      }),
    )
  })

  test('blocks and the ranges from their first to their last address hold the same, as Node sees it', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 1, max: 32 }), ipv4, (address, bits, asked) => {
        const node = new BlockList()
        node.addSubnet(address, bits)
        const block = ipRange(`${address}/${bits}`)
        const dotted = (one: unknown) =>
          [24, 16, 8, 0].map((shift) => Math.floor(Number(one) / 2 ** shift) % 256).join('.')
        const range = `${dotted(block?.first)}-${dotted(block?.last)}`
        for (const ip of [asked, address, dotted(block?.first), dotted(block?.last)]) {
          const held = node.check(ip)
          expect(rangeTest([`${address}/${bits}`])(ip) !== undefined).toBe(held)
          expect(rangeTest([range])(ip) !== undefined).toBe(held)
          expect(rangeTest([`::ffff:${address}/${bits + 96}`])(ip) !== undefined).toBe(held)
        }
      }),
    )
  })

  test('of IPv6 blocks as well', () => {
    fc.assert(
      fc.property(ipv6, fc.integer({ min: 1, max: 128 }), ipv6, (address, bits, asked) => {
        const node = new BlockList()
        node.addSubnet(address, bits, 'ipv6')
        fc.pre(ipRange(`${address}/${bits}`) !== undefined && typeof ipAddress(asked) === 'bigint')
        fc.pre(typeof ipAddress(address) === 'bigint')
        expect(rangeTest([`${address}/${bits}`])(asked) !== undefined).toBe(node.check(asked, 'ipv6'))
        expect(rangeTest([`${address}/${bits}`])(address)).toBeDefined()
      }),
    )
  })
})

test('what is no address is none, and no text makes it throw', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '0x7f.1.1.1',
    '127.1',
    '1',
    ' 1.2.3.4',
    '1.2.3.4 ',
  ])
    expect([text, ipAddress(text)]).toEqual([text, undefined])
  for (const text of [
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/-1',
    '1.2.3.9-1.2.3.1',
    '1.2.3.4-::1',
    '::1/129',
    'a/24',
  ])
    expect([text, ipRange(text)]).toEqual([text, undefined])
  expect(ipAddress('fe80::1%eth0')).toBeUndefined()
  fc.assert(
    fc.property(fc.string({ maxLength: 120 }), (text) => {
      const isOne = isIPv4(text) || (isIPv6(text) && !text.includes('%'))
      expect(ipAddress(text) !== undefined).toBe(isOne)
      expect(() => ipRange(text)).not.toThrow()
    }),
  )
})
