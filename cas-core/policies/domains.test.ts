import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compacted, coversDomain } from './domains.ts'

const label = fc.constantFrom('a', 'b', 'c', 'example')
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const domains = fc.uniqueArray(domain, { maxLength: 12 })

test('the fewest domains cover the same as all', () => {
  fc.assert(
    fc.property(domains, domain, (all, one) => {
      const few = compacted(all)
      expect(coversDomain(few, one)).toBe(coversDomain(all, one))
      for (const kept of few)
        expect(
          coversDomain(
            few.filter((other) => other !== kept),
            kept,
          ),
        ).toBe(false)
    }),
  )
})

test('a domain whose name ends alike is not below it', () => {
  expect(coversDomain(['contoso.com'], 'notcontoso.com')).toBe(false)
  expect(compacted(['contoso.com', 'notcontoso.com', 'a.contoso.com'])).toEqual([
    'contoso.com',
    'notcontoso.com',
  ])
})
