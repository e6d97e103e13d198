import { describe, expect, test } from 'vitest'
import type { ConformanceRecord } from '../record.ts'
import { causesOf, shapeOf } from './causes.ts'

type Failure = ConformanceRecord['failures'][number]

const failure = (name: string, commands: number, ...findings: Failure['findings']): Failure => ({
  id: name,
  name,
  play: `play of ${name}`,
  findings,
  moreFindings: 0,
  commands,
})
const listed = (address: string, step = 3) => ({
  invariant: 'allow lists equal',
  detail: `${address} is in the IP Allow List`,
  step,
})

describe('causes', () => {
  test('one fault of a product is one cause, with its simplest run first, whatever addresses the sentences name', () => {
    const trace = {
      invariant: 'faults leave no trace',
      detail: 'after "clean up" the tenant differs: a, b',
      step: 3,
    }
    const causes = causesOf({
      failures: [
        failure('long', 12, listed('20.54.65.186'), listed('20.107.69.176/28'), trace),
        failure('short', 4, listed('20.126.6.52')),
        failure('middle', 7, listed('192.0.2.1', 2)),
      ],
    })
    expect(causes).toHaveLength(1)
    expect(causes[0]).toMatchObject({
      invariant: 'allow lists equal',
      sentence: '20.126.6.52 is in the IP Allow List',
      runs: 3,
      plays: ['play of long', 'play of short', 'play of middle'],
      also: ['faults leave no trace'],
      simplest: { name: 'short' },
    })
  })

  test('two sentences of one run join the runs of either, and no others', () => {
    const lost = (who: string, step = 1) => ({
      invariant: 'mail arrives',
      detail: `${who} does not arrive`,
      step,
    })
    const causes = causesOf({
      failures: [
        failure('a', 5, lost('a bounce')),
        failure('b', 5, lost('spam')),
        failure('c', 9, lost('spam'), lost('a bounce')),
        failure('d', 2, lost('a receipt')),
        failure('e', 3, listed('192.0.2.1', 0), lost('a bounce')),
      ],
    })
    expect(causes.map(({ simplest, runs }) => `${simplest.name} ${runs}`)).toEqual(['d 1', 'e 1', 'a 3'])
  })

  test('a failure without findings stands for itself', () => {
    const failures = [failure('trial x', 0), failure('trial y', 0)]
    expect(causesOf({ failures }).map(({ invariant }) => invariant)).toEqual(['trial x', 'trial y'])
  })

  test('ten thousand runs are grouped at once', () => {
    const failures = Array.from({ length: 10_000 }, (_, i) =>
      failure(`r${i}`, 3 + (i % 7), listed(`10.0.${i % 256}.1`), {
        ...listed(''),
        detail: `kind ${i} is not there`,
      }),
    )
    expect(causesOf({ failures })).toHaveLength(1)
  })
})

test.each([
  ['20.54.65.179 is in the IP Allow List', '… is in the IP Allow List'],
  ['2001:db8::1/64 is in the list', '… is in the list'],
  ['7d0572f7-7807-4fb9-a218-26242fd43f6d is not in "A \\"b\\" group"', '… is not in …'],
  ['after "clean up" the tenant differs: Default: 4 expected', 'after … the tenant differs:'],
  ['mail of admin@fabrikam.com to fabrikam.onmicrosoft.com is lost', 'mail of … to … is lost'],
  ['waited 900 s', 'waited … s'],
])('the shape of %s', (detail, shape) => {
  expect(shapeOf(detail)).toBe(shape)
})
