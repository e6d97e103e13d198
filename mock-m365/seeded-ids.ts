import type { Ids } from './ports.ts'

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** GUIDs from a seed: the same seed gives the same sequence on every machine. */
export function seededIds(seed: string): Ids {
  const next = mulberry32(hash32(seed))
  const word = () => {
    const n = next()
    return `${HEX[n & 255]}${HEX[(n >>> 8) & 255]}${HEX[(n >>> 16) & 255]}${HEX[n >>> 24]}`
  }
  return {
    uuid() {
      const [a, b, c, d] = [word(), word(), word(), word()]
      const variant = '89ab'[next() & 3]
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
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
