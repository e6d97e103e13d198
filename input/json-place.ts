/** Line and column of a path's value in JSON text. */

import { TOKEN } from './json-fault.ts'
import type { Path } from './path.ts'

/** `line 3, column 7`, both from 1; a column counts UTF-16 units, as editors do. */
export function placeAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < lineStart; at = text.indexOf('\n', at + 1)) line++
  return `line ${line}, column ${offset - lineStart + 1}`
}

/** The place of a path's value, or of the nearest value around it if the path leads to nothing. */
export function placeOfPath(text: string, path: Path): string {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(text, path.slice(0, length))
    if (offset !== undefined) return placeAt(text, offset)
  }
  return placeAt(text, 0)
}

interface Frame {
  readonly isList: boolean
  at: string | number
}

/** Where the value begins in sound JSON text; of a duplicate name the last one, as JSON.parse does. */
function offsetOf(text: string, path: Path): number | undefined {
  const open: Frame[] = []
  let found: number | undefined
  let isName = false
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [whole, mark, string] = token
    const frame = open.at(-1)
    if (isName && string !== undefined && frame) {
      frame.at = String(JSON.parse(string))
      isName = false
      continue
    }
    const begins = mark === undefined || mark === '{' || mark === '['
    if (begins && open.length === path.length && open.every(({ at }, i) => at === path[i]))
      found = token.index + whole.search(/[^\t\n\r ]/)
    if (mark === '{' || mark === '[') open.push({ isList: mark === '[', at: mark === '[' ? 0 : '' })
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark === ',' && frame?.isList) frame.at = Number(frame.at) + 1
    isName = mark === '{' || (mark === ',' && frame?.isList === false)
  }
  return found
}
