import { expect, test } from 'vitest'
import { cut, progressOn, wrapped } from './terminal.ts'

function written(isTTY: boolean): string {
  const texts: string[] = []
  const stream = { isTTY, write: (text: string) => texts.push(text) > 0 } as unknown as NodeJS.WriteStream
  const { progress, done } = progressOn(stream)
  progress('stored scripts', 1)
  progress('stored scripts', 2)
  progress('variants of the sweep of four stages on plain', 192)
  done()
  return texts.join('')
}

test('progress says in a log what was played, and how many', () => {
  expect(written(false)).toBe(
    'played 2 stored scripts\nplayed 192 variants of the sweep of four stages on plain\n',
  )
})

test('progress on a terminal says that it is at it', () => {
  expect(written(true)).toContain('playing stored scripts: 2 so far')
})

test('a long text stays within its columns, and a cell within its width', () => {
  const text = 'the organization is not yet open to customization; '.repeat(5).trim()
  const lines = wrapped(text, 40).split('\n')
  expect(lines.every((line) => line.length <= 40 && line.startsWith('  '))).toBe(true)
  expect(lines.map((line) => line.trim()).join(' ')).toBe(text)
  expect([cut('short', 60), cut('x'.repeat(61), 60).length]).toEqual(['short', 60])
})
