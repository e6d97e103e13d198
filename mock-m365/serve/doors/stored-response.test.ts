import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StoredHeaders } from './stored-headers.ts'
import { StoredResponse } from './stored-response.ts'

const membersOf = (prototype: object): readonly (string | symbol)[] =>
  Reflect.ownKeys(prototype).filter((name) => !SHARED.has(name))
/** They do not look into the object: what a response prints, it reads through its other members. */
const SHARED = new Set<string | symbol>(['constructor', Symbol.toStringTag, inspect.custom])

describe('a stand-in overrides every member of the platform’s class, which would find nothing', () => {
  test.each([
    [StoredHeaders, Headers],
    [StoredResponse, Response],
  ])('%o', (StandIn, Platform) => {
    const own = Reflect.ownKeys(StandIn.prototype)
    expect(membersOf(Platform.prototype).filter((name) => !own.includes(name))).toEqual([])
  })
})

describe('headers of an answer', () => {
  const headerName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
  const value = fc.stringMatching(/^[ -~]{0,20}$/)

  test('read as the platform’s do', () => {
    fc.assert(
      fc.property(fc.dictionary(headerName, value), headerName, (given, other) => {
        const [mine, theirs] = [new StoredHeaders(given), new Headers(given)]
        expect([...mine]).toEqual([...theirs])
        expect([[...mine.keys()], [...mine.values()]]).toEqual([[...theirs.keys()], [...theirs.values()]])
        expect(new Headers(mine)).toEqual(theirs)
        expect(mine.getSetCookie()).toEqual(theirs.getSetCookie())
        for (const name of [...Object.keys(given), other])
          for (const spelled of [name, name.toUpperCase()])
            expect([mine.get(spelled), mine.has(spelled)]).toEqual([theirs.get(spelled), theirs.has(spelled)])
        const seen: [string, string][] = []
        mine.forEach((one, name) => void seen.push([name, one]))
        expect(seen).toEqual([...theirs])
      }),
    )
  })

  test('cannot be changed, as with fetch', () => {
    const headers: Headers = new StoredHeaders({ a: '1' })
    for (const change of [
      () => headers.set('a', '2'),
      () => headers.append('b', '2'),
      () => headers.delete('a'),
    ])
      expect(change).toThrow(TypeError)
    expect(headers.get('a')).toBe('1')
  })

  test('print as the platform’s do', () => {
    expect(inspect(new StoredHeaders({ b: '1', a: 'x' }))).toBe(inspect(new Headers({ a: 'x', b: '1' })))
  })
})

test('a response prints its status and headers', () => {
  const response = new StoredResponse(
    { status: 404, headers: { a: 'x' }, body: '' },
    'GET',
    'https://h/',
    false,
  )
  expect(inspect(response)).toContain('status: 404')
  expect(inspect(response)).toContain("a: 'x'")
})
