import { expect, test } from 'vitest'
import { progressOn } from './progress.ts'

/** @param times at which it is told of progress, in seconds since the start */
function written(isTTY: boolean, times: readonly number[], seconds?: number): string {
  const texts: string[] = []
  let now = 0
  const stream = { isTTY, write: (text: string) => texts.push(text) > 0 }
  const { progress, done } = progressOn(stream, seconds, () => now * 1000)
  for (now of times) progress({ units: now, of: 40, runs: now * 5, share: now / 40 })
  done()
  return texts.join('')
}

test('a log is told now and then how far the run is, how fast, and what is left', () => {
  expect(written(false, [1, 9, 10, 11, 19, 21])).toBe(
    [
      'played 10 of 40 units, 50 runs, 5.0 runs/s, about 30 s left\n',
      'played 21 of 40 units, 105 runs, 5.0 runs/s, about 19 s left\n',
    ].join(''),
  )
})

test('a terminal sees one line, which goes at the end', () => {
  const text = written(true, [1, 2])
  const lines = text.split('\r\u001b[K')
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    '',
    'played 1 of 40 units',
    'played 2 of 40 units',
    '',
  ])
  expect(text).not.toContain('\n')
})

test('a run that has so much time is not over before', () => {
  expect(written(false, [39], 600)).toContain('about 9 min left')
  expect(written(false, [10], 20)).toContain('about 30 s left')
})

test('what has no known end is counted', () => {
  const texts: string[] = []
  let now = 0
  const stream = { isTTY: false, write: (text: string) => texts.push(text) > 0 }
  const { counted } = progressOn(stream, undefined, () => now * 1000)
  for (now of [5, 12, 15]) counted('stored scripts', now)
  expect(texts).toEqual(['stored scripts: 12 so far\n'])
})
