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

/** Values of hexadecimal digits by character code; -1 for other characters. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? -1 : digit
})
const HEX = '0123456789abcdef'

const digitAt = (text: string, i: number): number => DIGITS[text.charCodeAt(i)] ?? -1

/** The Exchange GUID of an id, or the id of an Exchange GUID: the transformation is its own inverse. */
export function turned(id: string, which: Which): string {
  const mask = MASKS[which]
  let text = ''
  for (let i = 0; i < id.length; i++) {
    const digit = digitAt(id, i)
    const by = digitAt(mask, i % mask.length)
    text += digit < 0 || by < 0 ? id.charAt(i) : HEX.charAt(digit ^ by)
  }
  return text
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The ids that a text may mean: itself, and for a GUID the ids whose Exchange GUIDs it may be. */
export function idsMeantBy(word: string): readonly string[] {
  if (!GUID.test(word)) return [word]
  return [word, ...(Object.keys(MASKS) as Which[]).map((which) => turned(word, which))]
}
