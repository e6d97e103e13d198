/** Files of user principal names, drawn: whatever ends their lines have, the same names come out, each once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namesIn } from './name-file.ts'

const NAME = fc
  .tuple(fc.stringMatching(/^[a-z0-9.]{1,8}$/), fc.constantFrom('contoso.com', 'fabrikam.de'))
  .map((parts) => parts.join('@'))
const END = fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' \r\n\t')

test('names come out in order, each once in any case of letters', () => {
  fc.assert(
    fc.property(fc.uniqueArray(NAME, { maxLength: 30 }), fc.array(END, { minLength: 1 }), (names, ends) => {
      const lines = names.flatMap((name) => [name.toUpperCase(), name])
      const text = lines.map((line, i) => `${line}${ends[i % ends.length]}`).join('')
      for (const file of [text, `\ufeff${text}`, new TextEncoder().encode(text)])
        expect(namesIn({ fileName: 'a.txt', text: file })).toEqual({ names })
    }),
  )
})

test('a file that is too large is refused before it is read', () => {
  const text = 'a'.repeat(1_000_001)
  expect(namesIn({ fileName: 'a.txt', text })).toMatchObject({
    code: 'ill-formed',
    data: { said: 'a.txt: more than 1000000 bytes' },
  })
})
