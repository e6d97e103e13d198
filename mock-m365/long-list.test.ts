import { describe, expect, it } from 'vitest'
import { LongList } from './long-list.ts'

const entries = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))

describe('a long list', () => {
  it('shows a part as an array of all would, across chunks and past its end', () => {
    const all = entries(1500)
    const list = LongList.of(all)
    for (const [start, end] of [
      [0, 10],
      [500, 1100],
      [1490, 1600],
      [1600, 1700],
      [0, 0],
    ] as const)
      expect(list.slice(start, end)).toEqual(all.slice(start, end))
    expect([list.length, list.whole()]).toEqual([1500, all])
  })

  it('takes changes, and stays what it was', () => {
    const all = entries(1030)
    const [first, , third] = all
    const list = LongList.of(all)
    const changed = list.with([
      { before: first, after: { n: -1 }, place: 0 },
      { before: third, after: undefined, place: 2 },
      { before: undefined, after: { n: 5000 }, place: -1 },
    ])
    expect(changed?.whole()).toEqual([{ n: -1 }, { n: 1 }, ...all.slice(3), { n: 5000 }])
    expect(changed?.length).toBe(1030)
    expect(list.whole()).toEqual(all)
  })

  it('finds what came later without its place, and what is nowhere not at all', () => {
    const late = { n: 7 }
    const list = LongList.of(entries(600), [late])
    expect(list.with([{ before: late, after: undefined, place: -1 }])?.length).toBe(600)
    expect(list.with([{ before: { n: 7 }, after: undefined, place: -1 }])).toBeUndefined()
  })

  it('has no entry where one is gone, and keeps the places of the others', () => {
    const all = entries(1024)
    const list = LongList.of(all.map((one, place) => (place < 512 ? undefined : one)))
    expect([list.length, list.slice(0, 2)]).toEqual([512, all.slice(512, 514)])
    expect(list.with([{ before: all[600], after: undefined, place: 600 }])?.length).toBe(511)
  })
})
