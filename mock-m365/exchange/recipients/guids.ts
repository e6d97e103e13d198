/**
 * GUIDs that Exchange gives its recipients. They are the directory's id with its digits transformed by a
 * reversible mask, so that an object is found by any of them without an index (proposed; the real ones are
 * random).
 */

/** Masks do not change the digits of a GUID's version and variant. */
const MASKS = {
  Guid: '5a3c91e7-6b2d-0f84-0c1b-93d7e5a28f46',
  ExchangeGuid: 'c7e4182b-3f95-0a61-0d8e-47b2f0c9136a',
  ExchangeObjectId: '19b6d053-e84a-0c27-0b92-7e51ac36d8f4',
} as const

type Which = keyof typeof MASKS

/** The Exchange GUID of an id, or the id of an Exchange GUID: the transformation is its own inverse. */
export function turned(id: string, which: Which): string {
  const mask = MASKS[which]
  let text = ''
  for (let i = 0; i < id.length; i++) {
    const digit = Number.parseInt(id.charAt(i), 16)
    const by = Number.parseInt(mask.charAt(i % mask.length), 16)
    text += Number.isNaN(digit) || Number.isNaN(by) ? id.charAt(i) : (digit ^ by).toString(16)
  }
  return text
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The ids that a text may mean: itself, and for a GUID the ids whose Exchange GUIDs it may be. */
export function idsMeantBy(word: string): readonly string[] {
  if (!GUID.test(word)) return [word]
  return [word, ...(Object.keys(MASKS) as Which[]).map((which) => turned(word, which))]
}
