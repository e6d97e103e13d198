/** Parses text or bytes as JSON within limits. Errors name the place. */
import { InputError, type Source } from './input-error.ts'
import { faultOffset } from './json-fault.ts'
import { placeAt } from './json-place.ts'
import type { Path } from './path.ts'
import { decodedText } from './text.ts'

export interface InputLimits {
  readonly bytesMax: number
  /** How deeply lists and objects may be nested. */
  readonly depthMax: number
  /** How many objects there may be in all. */
  readonly objectsMax: number
}

const LIMITS: InputLimits = { bytesMax: 64 * 1024 * 1024, depthMax: 64, objectsMax: 100_000 }

/** A value with its source, so that later errors can still name the place. */
export interface JsonInput {
  readonly value: unknown
  readonly source: Source
}

/**
 * @param input text, or the bytes of a file in any encoding that `decodedText` knows
 * @param source its name, and the advice that errors end with
 * @throws InputError with line and column for broken JSON, with the JSON path for a value over the limits
 */
export function jsonIn(
  input: string | Uint8Array,
  source: Omit<Source, 'text'>,
  limits: Partial<InputLimits> = {},
): JsonInput {
  const bounds = { ...LIMITS, ...limits }
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength
  if (bytes > bounds.bytesMax) throw new InputError(source, [], `larger than ${sizeWords(bounds.bytesMax)}`)
  const decoded = typeof input === 'string' ? input : decodedText(input, source)
  const text = decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded
  const value = parsed(text, source)
  checkLimits(value, { ...source, text }, bounds)
  return { value, source: { ...source, text } }
}

function parsed(text: string, source: Source): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const problem = text.trim() === '' ? 'it is empty' : `not JSON: ${wordsOf(message)}`
    throw new InputError(source, [], problem, placeAt(text, faultOffset(text)))
  }
}

/** The engine's message without its own place and excerpt, which may have several lines. */
const wordsOf = (message: string): string => message.replace(/(?:, (?:\.\.\.)?"| in JSON| \().*$/s, '')

const sizeWords = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes} bytes`

interface Reached {
  readonly value: object
  readonly depth: number
  readonly key: string | number
  readonly from: Reached | undefined
}

/** Walks the value without recursion, so that a deep value is refused and cannot overflow the stack. */
function checkLimits(root: unknown, source: Source, { depthMax, objectsMax }: InputLimits): void {
  if (typeof root !== 'object' || root === null) return
  const open: Reached[] = [{ value: root, depth: 1, key: '', from: undefined }]
  let objects = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    const refuse = (problem: string): never => {
      throw new InputError(source, pathOf(next), problem)
    }
    if (depth > depthMax) refuse(`nested deeper than ${depthMax} levels`)
    const isList = Array.isArray(value)
    if (!isList && ++objects > objectsMax) refuse(`more than ${objectsMax} objects`)
    // A copy of an object with this key would get another prototype.
    if (!isList && Object.hasOwn(value, '__proto__')) refuse('a property may not be called __proto__')
    for (const [key, inner] of Object.entries(value))
      if (typeof inner === 'object' && inner !== null)
        open.push({ value: inner, depth: depth + 1, key: isList ? Number(key) : key, from: next })
  }
}

function pathOf(reached: Reached): Path {
  const path: (string | number)[] = []
  for (let at = reached; at.from; at = at.from) path.unshift(at.key)
  return path
}
