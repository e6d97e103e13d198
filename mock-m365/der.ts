/** The part of DER (ITU-T X.690) that is needed to write an X.509 certificate; it does not parse. */

export type Der = Buffer

/** One element: its tag byte, its length in the shortest form, its content. */
function element(tag: number, ...content: readonly Uint8Array[]): Der {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return [0x80 | bytes.length, ...bytes]
}

export const sequence = (...of: readonly Der[]): Der => element(0x30, ...of)
export const set = (...of: readonly Der[]): Der => element(0x31, ...of)
export const boolean = (value: boolean): Der => element(0x01, Buffer.from([value ? 0xff : 0]))
export const octets = (bytes: Uint8Array): Der => element(0x04, bytes)
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text))

/** A positive integer from its bytes; a zero byte comes first where the number would otherwise be negative. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes[0] ?? 0
  return first & 0x80 ? element(0x02, Buffer.from([0]), bytes) : element(0x02, bytes)
}

/** @param unused how many bits at the end of the last byte are unused */
export const bits = (bytes: Uint8Array, unused = 0): Der => element(0x03, Buffer.from([unused]), bytes)

/** `[number]` around elements (explicit), or over the content of one (implicit, constructed). */
export const tagged = (number: number, ...content: readonly Uint8Array[]): Der =>
  element(0xa0 | number, ...content)

/** `[number]` over plain bytes (implicit, primitive). */
export const taggedBytes = (number: number, bytes: Uint8Array): Der => element(0x80 | number, bytes)

/** @param dotted an object identifier such as `2.5.29.19` */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f))
  return bytes
}

/** UTCTime until 2049 and GeneralizedTime from then on, as RFC 5280 §4.1.2.5 requires. */
export function time(ms: number): Der {
  const digits = new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:T]/g, '')
  return digits < '2050' ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}

export const pem = (label: string, der: Der): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}(?!$)/g, '$&\n')}\n-----END ${label}-----\n`
