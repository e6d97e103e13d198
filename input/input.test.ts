import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { foundText } from './found.ts'
import { InputError, jsonIn, pathText, readJson, typed } from './index.ts'

const POLICY = v.variant('kind', [
  v.strictObject({ kind: v.literal('ATP'), enabled: v.boolean() }),
  v.strictObject({
    kind: v.picklist(['DLP', 'DLP2']),
    level: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)),
  }),
])
const ACCOUNT = v.strictObject({
  id: v.pipe(v.string(), v.uuid()),
  site: v.optional(v.picklist(['US', 'EU'])),
  name: v.pipe(v.string(), v.nonEmpty()),
  policies: v.optional(v.pipe(v.array(POLICY), v.maxLength(2))),
  pair: v.optional(v.tuple([v.string(), v.number()])),
  targets: v.optional(v.union([v.string(), v.number()], '"all" or a number')),
  either: v.optional(v.union([v.string(), v.boolean()])),
})
const ID = '11111111-2222-4333-8444-555555555555'
const SOURCE = { name: 'a.json', mend: 'casproof x --help has an example' }

function problemOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'accepted'
}
const refusal = (changes: object) =>
  problemOf(() => typed(ACCOUNT, { id: ID, name: 'A', ...changes }, { name: 'a.json' }))

describe('a value of the wrong kind is told by place, expectation and what was found', () => {
  test.each<[object, string]>([
    [{ id: 'x' }, 'id: expected a GUID, found "x"'],
    [{ id: undefined }, 'id: expected a GUID, found nothing'],
    [{ name: '' }, 'name: expected text that is not empty, found empty text'],
    [{ name: 5 }, 'name: expected text that is not empty, found 5'],
    [{ site: 'Mars' }, 'site: expected "US" or "EU", found "Mars"'],
    [{ site: null }, 'site: expected "US" or "EU", found null'],
    [{ colour: 1 }, 'colour: expected no such property; the properties are id, site, name, policies, pair, '],
    [{ 'a b\u001b': 1 }, '["a b\\u001b"]: expected no such property'],
    [{ policies: {} }, 'policies: expected a list of at most 2, found {}'],
    [
      { policies: Array(3).fill({ kind: 'ATP', enabled: true }) },
      'policies: expected a list of at most 2, found a list of 3',
    ],
    [{ policies: [5] }, 'policies[0]: expected an object, found 5'],
    [{ policies: [{ kind: 'AV' }] }, 'policies[0].kind: expected "ATP", "DLP" or "DLP2", found "AV"'],
    [{ policies: [[]] }, 'policies[0]: expected an object, found an empty list'],
    [{ policies: [{}] }, 'policies[0].kind: expected "ATP", "DLP" or "DLP2", found nothing'],
    [{ policies: [{ kind: 'ATP' }] }, 'policies[0].enabled: expected true or false, found nothing'],
    [
      { policies: [{ kind: 'DLP', level: 1.5 }] },
      'policies[0].level: expected a whole number from 1 to 9, found 1.5',
    ],
    [
      { policies: [{ kind: 'DLP', level: 10 }] },
      'policies[0].level: expected a whole number from 1 to 9, found 10',
    ],
    [{ pair: ['a', 'b'] }, 'pair[1]: expected a number, found "b"'],
    [{ targets: [] }, 'targets: expected "all" or a number, found an empty list'],
    [{ either: 5 }, 'either: expected text or true or false, found 5'],
  ])('%j', (changes, problem) => {
    expect(refusal(changes)).toContain(`a.json: ${problem}`)
  })

  test('a value that is long, deep or hostile is shown short and in one line', () => {
    expect(refusal({ site: 'x'.repeat(1000) })).toHaveLength(
      'a.json: site: expected "US" or "EU", found ""…'.length + 60,
    )
    expect(refusal({ site: { a: { b: [1] } } })).toContain('found an object')
    expect(refusal({ site: '\u001b]0;x\u0007\u202e\u200b\n\u009b' })).not.toMatch(/[\p{C}]/u)
    expect(foundText('\u202e')).toBe('"\\u{202e}"')
  })

  test('place within a larger source', () => {
    expect(problemOf(() => typed(v.string(), 5, { name: 'a.json' }, ['list', 3, 'x']))).toBe(
      'a.json: list[3].x: expected text, found 5',
    )
  })
})

describe('text and bytes', () => {
  const text = '{\n  "id": "x",\n  "name": "Zoë ✓ 😀"\n}'
  const asUtf16 = (bigEndian: boolean, mark: boolean) => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le')
    return bigEndian ? bytes.swap16() : bytes
  }
  test.each<[string, string | Uint8Array]>([
    ['text', text],
    ['text with a mark', `\ufeff${text}`],
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', asUtf16(false, true)],
    ['UTF-16 LE without a mark', asUtf16(false, false)],
    ['UTF-16 BE', asUtf16(true, true)],
    ['UTF-16 BE without a mark', asUtf16(true, false)],
  ])('%s is read, and a wrong value found in it', (_name, input) => {
    expect(jsonIn(input, SOURCE).value).toEqual(JSON.parse(text))
    expect(problemOf(() => readJson(ACCOUNT, input, SOURCE))).toBe(
      'a.json: id (line 2, column 9): expected a GUID, found "x"; casproof x --help has an example',
    )
  })

  test('Windows-1252 is recognised, damaged UTF-8 is refused', () => {
    expect(
      jsonIn(Buffer.from('{"name":"Zo\u00eb \u20ac"}'.replace('\u20ac', '\x80'), 'latin1'), SOURCE).value,
    ).toEqual({
      name: 'Zo\u00eb \u20ac',
    })
    const damaged = Buffer.concat([Buffer.from('{\n"é": "'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')])
    expect(problemOf(() => jsonIn(damaged, SOURCE))).toContain(
      'a.json: line 2, column 7: a byte that is not text in UTF-8; save the file as UTF-8',
    )
    expect(problemOf(() => jsonIn(Buffer.from([0x7b, 0x81]), SOURCE))).toContain('save the file as UTF-8')
    expect(problemOf(() => jsonIn(Buffer.from([0xff, 0xfe, 0x00]), SOURCE))).toContain('damaged UTF-16LE')
  })

  test.each<[string, string]>([
    ['', 'a.json: line 1, column 1: it is empty; '],
    ['{\n "a": 1,\n "b": oops }', 'a.json: line 3, column 7: not JSON: Unexpected token'],
    ['{"a":{"__proto__":{"b":1}}}', 'a.json: a (line 1, column 6): a property may not be called __proto__'],
    [`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'nested deeper than 64 levels'],
    [`{"a":[${'{},'.repeat(100_000)}{}]}`, 'more than 100000 objects'],
  ])('%.20s is refused', (input, problem) => {
    expect(problemOf(() => jsonIn(input, SOURCE))).toContain(problem)
  })

  test('bounds are those that were asked for', () => {
    expect(problemOf(() => jsonIn('[1]', SOURCE, { bytesMax: 2 }))).toContain('larger than 2 bytes')
    expect(problemOf(() => jsonIn('[[1]]', SOURCE, { depthMax: 1 }))).toContain(
      '[0] (line 1, column 2): nested deeper than 1 levels',
    )
  })
})

test('the place of a value is that of its last writing, and of the object where a property is missing', () => {
  const at = (text: string) => /\((.*?)\)/.exec(problemOf(() => readJson(ACCOUNT, text, SOURCE)))?.[1]
  expect(
    at(`{"id":"${ID}",\n"name":"A",\n"policies":[{"kind":"ATP","enabled":true},\n  {"kind":"ATP"}]}`),
  ).toBe('line 4, column 3')
  expect(at(`{"id":5,\n"id":"${ID}","name":"A",\n"n\\u0061me":5}`)).toBe('line 3, column 13')
  expect(at('5')).toBeUndefined()
})

test('keys that are not plain words are quoted in a path', () => {
  expect(pathText(['headers', 'a b', 0, 'c-d'])).toBe('headers["a b"][0].c-d')
})
