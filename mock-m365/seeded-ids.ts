import type { Ids } from './ports.ts'

const DIGITS = Buffer.from('0123456789abcdef')
/** Where the digits of a GUID stand: eight of each word, in order. */
const PLACES = [...'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'].flatMap((sign, place) =>
  sign === 'x' ? [place] : [],
)
const [VERSION_PLACE, VARIANT_PLACE] = [14, 19]
const VERSION = DIGITS[4] ?? 0

/** GUIDs from a seed: the same seed gives the same sequence on every machine. */
export function seededIds(seed: string): Ids {
  const next = mulberry32(hash32(seed))
  const text = Buffer.from('00000000-0000-4000-8000-000000000000')
  const write = (word: number, of: number) => {
    for (let digit = 0; digit < 8; digit++) {
      // bytes from the lowest, digits of a byte from the highest
      const shift = (digit >> 1) * 8 + (digit & 1 ? 0 : 4)
      text[PLACES[of * 8 + digit] ?? 0] = DIGITS[(word >>> shift) & 15] ?? 0
    }
  }
  return {
    uuid() {
      for (let of = 0; of < 4; of++) write(next(), of)
      text[VERSION_PLACE] = VERSION
      text[VARIANT_PLACE] = DIGITS[8 + (next() & 3)] ?? 0
      return text.toString('latin1')
    },
  }
}

/** FNV-1a over UTF-16 units: enough to spread seeds, not for secrets. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
}
