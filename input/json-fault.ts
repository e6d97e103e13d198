/** Where JSON text breaks. The engine's own message often names no position, so the place is found here. */

/** Spaces, then one token: a mark, a string, or a number or word. */
export const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f])*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})(?:[^"\\\p{Cc}]|[\x7f-\x9f])*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/uy
const SPACES = /[\t\n\r ]*/y

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing'

/** Offset (UTF-16 units) of the first token that is not allowed at its place; the text's length if the text is cut off. */
export function faultOffset(text: string): number {
  const open: string[] = []
  let wanted: Wanted = 'value'
  let offset = 0
  for (;;) {
    TOKEN.lastIndex = offset
    const token = TOKEN.exec(text)
    if (!token) return afterSpaces(text, offset)
    const next = after(wanted, token[1], token[2] !== undefined, open)
    if (next === undefined) return afterSpaces(text, offset)
    wanted = next
    offset = TOKEN.lastIndex
  }
}

/** What may come after a token, or undefined where the token itself may not come. Keeps the open brackets. */
function after(
  wanted: Wanted,
  mark: string | undefined,
  isString: boolean,
  open: string[],
): Wanted | undefined {
  if (wanted === 'key' || wanted === 'key or }') {
    if (isString) return ':'
    return mark === '}' && wanted === 'key or }' ? closed(open) : undefined
  }
  if (wanted === ':') return mark === ':' ? 'value' : undefined
  if (wanted === ', or end') {
    if (mark === ',') return open.at(-1) === '}' ? 'key' : 'value'
    return mark !== undefined && mark === open.at(-1) ? closed(open) : undefined
  }
  if (wanted === 'nothing') return undefined
  if (mark === undefined) return open.length > 0 ? ', or end' : 'nothing'
  if (mark === ']' && wanted === 'value or ]') return closed(open)
  if (mark !== '{' && mark !== '[') return undefined
  open.push(mark === '{' ? '}' : ']')
  return mark === '{' ? 'key or }' : 'value or ]'
}

function closed(open: string[]): Wanted {
  open.pop()
  return open.length > 0 ? ', or end' : 'nothing'
}

function afterSpaces(text: string, offset: number): number {
  SPACES.lastIndex = offset
  SPACES.exec(text)
  return SPACES.lastIndex
}
