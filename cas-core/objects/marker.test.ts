import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OBJECTS } from '../service-accounts/inline/table.ts'
import { marksOf } from './marker.ts'

const TENANT = '11111111-1111-4111-8111-111111111111'
/** New each time, so that nothing is read from what was remembered when it was written. */
const marks = (vendorKey = 'secret', tenant = TENANT) => marksOf(vendorKey, tenant)
const marker = fc.record({ key: fc.constantFrom(...OBJECTS.map(({ key }) => key)), opId: fc.uuid() })

describe('a mark', () => {
  test('is read as it was written, wherever it stands in a text, and fits', () => {
    fc.assert(
      fc.property(marker, fc.string(), fc.string(), (one, before, after) => {
        const text = marks().write(one)
        expect(text.length).toBeLessThanOrEqual(100)
        expect(marks().read(text)).toEqual(one)
        if (!before.includes('[cas')) expect(marks().read(before + text + after)).toEqual(one)
      }),
    )
  })

  test('is not ours with any character changed, left out or doubled', () => {
    fc.assert(
      fc.property(marker, fc.constantFrom(...'0a1f]Z '), (one, other) => {
        const text = marks().write(one)
        for (let i = 0; i < text.length; i++) {
          const [head, tail] = [text.slice(0, i), text.slice(i + 1)]
          if (text[i] !== other) expect([i, marks().read(head + other + tail)]).toEqual([i, undefined])
          expect([i, marks().read(head + tail)]).toEqual([i, undefined])
          if (i > 0 && i < text.length - 1)
            expect([i, marks().read(head + text[i] + text[i] + tail)]).toEqual([i, undefined])
        }
      }),
      { numRuns: 20 },
    )
  })

  test('of another tenant, another vendor or another object is not ours', () => {
    const one = { key: 'R1', opId: TENANT }
    const text = marks().write(one)
    expect(marks('secret', TENANT.replace('1', '2')).read(text)).toBeUndefined()
    expect(marks('another').read(text)).toBeUndefined()
    expect(marks().read(text.replace('k=R1', 'k=R2'))).toBeUndefined()
  })

  test('is in nothing but text', () => {
    for (const nothing of [
      undefined,
      null,
      '',
      7,
      ['x'],
      { toString: () => marks().write({ key: 'R1', opId: TENANT }) },
    ])
      expect(marks().read(nothing)).toBeUndefined()
  })

  test('names of one tenant last, and are no other tenant’s', () => {
    expect(marks().companyId).toMatch(/^[0-9a-f]{32}$/)
    expect(marks().tenantKey).toMatch(/^[0-9a-f]{8}$/)
    expect(marks().companyId).toBe(marks().companyId)
    const others = [marks('secret', 'x'), marks('another'), marks('secret', 'y')]
    expect(new Set([marks(), ...others].map(({ companyId }) => companyId)).size).toBe(4)
  })
})
