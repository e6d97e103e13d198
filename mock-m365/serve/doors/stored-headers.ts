import { inspect } from 'node:util'
import { foldedHeader } from '../../header-names.ts'
import type { Answer } from '../../wire.ts'
import { unconstructed } from './unconstructed.ts'

/**
 * Headers of a complete answer, which nobody can change, as with the platform's fetch. The platform's own are made of
 * all names and values, checked and sorted; this one looks a name up where it stands.
 */
export class StoredHeaders extends unconstructed(Headers) {
  readonly #given: Answer['headers']

  constructor(given: Answer['headers']) {
    super()
    this.#given = given
  }

  override get(name: string): string | null {
    const wanted = foldedHeader(String(name))
    const given = this.#given
    let found: string | null = null
    for (const one in given)
      if (foldedHeader(one) === wanted)
        found = found === null ? trimmed(given[one]) : `${found}, ${given[one]}`
    return found
  }

  override has(name: string): boolean {
    return this.get(name) !== null
  }

  override getSetCookie(): string[] {
    const cookie = this.get('set-cookie')
    return cookie === null ? [] : [cookie]
  }

  override *entries(): HeadersIterator<[string, string]> {
    const names = new Set(Object.keys(this.#given).map(foldedHeader))
    for (const name of [...names].sort()) yield [name, this.get(name) ?? '']
  }

  override *keys(): HeadersIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  override *values(): HeadersIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  override [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries()
  }

  override forEach(act: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this.entries()) act.call(self, value, name, this)
  }

  override append(): never {
    throw new TypeError('immutable')
  }

  override set(): never {
    throw new TypeError('immutable')
  }

  override delete(): never {
    throw new TypeError('immutable')
  }

  [inspect.custom](): string {
    return `Headers ${inspect(Object.fromEntries(this.entries()))}`
  }
}

/** HTTP values have no spaces around them. */
const trimmed = (value: string | undefined): string => (value ?? '').trim()
