/** One order and one folding of texts for every store, so that pages and questions agree wherever they are asked. */

/** Compares by code points, as a database compares UTF-8. `<` compares UTF-16, where surrogates stand below U+E000. */
export function byCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (left !== right) return rankOf(left) - rankOf(right)
  }
  return a.length - b.length
}

/** Surrogates after all other code units. */
const rankOf = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)

/** A text as it is compared in any case. */
export const folded = (text: string): string => text.toLowerCase()
