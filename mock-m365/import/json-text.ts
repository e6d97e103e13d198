/** An exported file's text as JSON, within limits, with the place of whatever is wrong. */
import { faultOffset } from './json-fault.ts'
import { ImportError, Place } from './place.ts'

const TEXT_BYTES_MAX = 64 * 1024 * 1024
const OBJECTS_MAX = 100_000
const DEPTH_MAX = 64

/** @throws ImportError with line and column for broken JSON, with the JSON path for content over the limits */
export function placeOf(text: string, source: string): Place {
  if (Buffer.byteLength(text) > TEXT_BYTES_MAX)
    throw new ImportError(
      source,
      '',
      `larger than ${TEXT_BYTES_MAX / 1024 / 1024} MiB; export fewer products`,
    )
  const json = text.startsWith('\ufeff') ? text.slice(1) : text
  const root = new Place(parsed(json, source), source)
  checkLimits(root)
  return root
}

function parsed(json: string, source: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const before = json.slice(0, faultOffset(json)).split('\n')
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
    const problem = json.trim() === '' ? 'the file is empty' : `not JSON: ${wordsOf(message)}`
    throw new ImportError(source, where, `${problem}; export it again, or mend it there`)
  }
}

/** The engine's message without its own idea of a place and its excerpt of the text, which may run over lines. */
const wordsOf = (message: string): string => message.replace(/(?:, (?:\.\.\.)?"| in JSON| \().*$/s, '')

/** Walks the content without recursion, so that depth is refused and never felt. */
function checkLimits(root: Place): void {
  const open: { readonly place: Place; readonly depth: number }[] = [{ place: root, depth: 1 }]
  let objects = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const { place, depth } = next
    const { value, path, source } = place
    if (typeof value !== 'object' || value === null) continue
    if (depth > DEPTH_MAX) throw new ImportError(source, path, `nested deeper than ${DEPTH_MAX} levels`)
    if (!Array.isArray(value) && ++objects > OBJECTS_MAX)
      throw new ImportError(
        source,
        path,
        `more than ${OBJECTS_MAX} objects in the file; export fewer products`,
      )
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__') throw new ImportError(source, path, 'a property may not be called __proto__')
      if (typeof inner !== 'object' || inner === null) continue
      const step = Array.isArray(value) ? `[${key}]` : path === '' ? key : `.${key}`
      open.push({ place: new Place(inner, source, path + step), depth: depth + 1 })
    }
  }
}
