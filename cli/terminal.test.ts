import { expect, test } from 'vitest'
import { cut, wrapped } from './terminal.ts'

test('a long text stays within its columns, and a cell within its width', () => {
  const text = 'the organization is not yet open to customization; '.repeat(5).trim()
  const lines = wrapped(text, 40).split('\n')
  expect(lines.every((line) => line.length <= 40 && line.startsWith('  '))).toBe(true)
  expect(lines.map((line) => line.trim()).join(' ')).toBe(text)
  expect([cut('short', 60), cut('x'.repeat(61), 60).length]).toEqual(['short', 60])
})
