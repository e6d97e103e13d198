/**
 * `$search`: quoted `"property:text"` clauses joined by AND and OR, grouped by parentheses.
 * https://learn.microsoft.com/graph/search-query-parameter (documented); how words are split is documented in prose only.
 */
import type { Entity } from '../../base.ts'
import type { Schema } from '../schema.ts'
import { queryInvalid } from '../wire/errors.ts'

const SEARCH_DEPTH_MAX = 64

type Found = (entity: Entity) => boolean

/** @throws GraphError 400 where the text is not a search, or names a property that cannot be searched */
export function searchOf(schema: Schema, text: string): Found {
  const words = [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[()]|[^\s()"]+|"/g)].map((match) => match[0])
  let next = 0
  let depth = 0
  const take = (word: string) => words[next] === word && ++next > 0

  const term = (): Found => {
    if (!take('(')) return clause(schema, words[next++])
    if (++depth > SEARCH_DEPTH_MAX) throw searchInvalid()
    const inside = either()
    if (!take(')')) throw searchInvalid()
    depth--
    return inside
  }
  const both = (): Found => {
    const terms = [term()]
    while (take('AND')) terms.push(term())
    return (entity) => terms.every((one) => one(entity))
  }
  const either = (): Found => {
    const terms = [both()]
    while (take('OR')) terms.push(both())
    return (entity) => terms.some((one) => one(entity))
  }

  const whole = either()
  if (next < words.length) throw searchInvalid()
  return whole
}

/** Names before the colons, as the caller spells them. */
export const searchedNames = (text: string): string[] =>
  [...text.matchAll(/"\s*(\w+)\s*:/g)].map(([, name = '']) => name)

// The text is inferred; the need for quotes and for a property is documented.
const searchInvalid = () => queryInvalid('Invalid $search clause.')

function clause(schema: Schema, quoted: string | undefined): Found {
  if (!quoted || quoted.length < 3 || !quoted.startsWith('"') || !quoted.endsWith('"')) throw searchInvalid()
  const inside = quoted.slice(1, -1).replace(/\\(.)/g, '$1')
  const colon = inside.indexOf(':')
  if (colon < 1) throw searchInvalid()
  const name = schema.spelling.get(inside.slice(0, colon).trim().toLowerCase())
  const search = name && schema.properties.get(name)?.search
  if (!name || !search) throw searchInvalid()
  const wanted = inside
    .slice(colon + 1)
    .trim()
    .toLowerCase()
  if (search === 'start') return (entity) => textsOf(entity[name]).some((text) => text.startsWith(wanted))
  const parts = wordsOf(wanted).map((word) => word.toLowerCase())
  return (entity) => {
    const value = entity[name]
    if (typeof value !== 'string') return false
    const words = wordsOf(value).map((word) => word.toLowerCase())
    return parts.every((part) => words.some((word) => word.startsWith(part)))
  }
}

function textsOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.filter((one) => typeof one === 'string').map((one) => one.toLowerCase())
}

/** Splits at spaces and symbols, between letters and digits, and where lower case meets upper case. */
const wordsOf = (text: string): string[] => text.match(/\p{Lu}*[\p{Ll}\p{Lo}\p{Lm}]+|\p{Lu}+|\p{N}+/gu) ?? []
