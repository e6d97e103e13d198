import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowBytes } from './row-bytes.ts'

test('a page is its rows in the order asked for, whatever was written before and in which pieces', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ id: i, name: `Zoë ${'x'.repeat(i)} 💡` }))
  const textOf = (row: object) => JSON.stringify(row).slice(1, -1)
  const asked = fc.array(fc.tuple(fc.subarray(rows, { minLength: 1 }), fc.constantFrom('{"a":[', '{"b":[')))
  fc.assert(
    fc.property(asked, fc.boolean(), (pages, reversed) => {
      const bytes = new RowBytes(textOf)
      for (const [chosen, start] of pages) {
        const page = reversed ? chosen.toReversed() : chosen
        expect(String(bytes.pageOf(start, page, ']}'))).toBe(
          `${start}${page.map((row) => JSON.stringify(row)).join(',')}]}`,
        )
      }
    }),
    { numRuns: 500 },
  )
})
