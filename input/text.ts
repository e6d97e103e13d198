/** Bytes of a file as text, in the encodings that Windows, PowerShell and editors write. */
import { InputError, type Source } from './input-error.ts'

/**
 * UTF-8 with or without a byte order mark, UTF-16 of either byte order with or without one, and Windows-1252, which is
 * assumed for bytes that cannot be UTF-8. The mark is removed.
 * @throws InputError where the bytes are damaged UTF-8, or not text at all
 */
export function decodedText(bytes: Uint8Array, source: Source): string {
  const encoding = encodingOf(bytes)
  if (encoding !== 'utf-8') return utf16(bytes, encoding, source)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return windows1252(bytes, source)
  }
}

/** Recognised by the mark, or by the zero byte next to the first character, because JSON begins with an ASCII character. */
function encodingOf([first, second, third, fourth]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0 && fourth === 0 && third !== 0) return 'utf-16le'
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be'
  return 'utf-8'
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', source: Source): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(source, [], `damaged ${encoding.toUpperCase()} text; save it as UTF-8`)
  }
}

/** Bytes to which Windows-1252 gives no character. */
const NOT_WINDOWS_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** Text with valid UTF-8 sequences as well as broken ones is damaged UTF-8. Guessing would change names. */
function windows1252(bytes: Uint8Array, source: Source): string {
  const lossy = new TextDecoder('utf-8').decode(bytes)
  const broken = lossy.indexOf('\ufffd')
  const isUtf8 = /[^\p{ASCII}\ufffd]/u.test(lossy)
  if (isUtf8 || bytes.some((byte) => NOT_WINDOWS_1252.has(byte))) {
    const before = lossy.slice(0, broken).split('\n')
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
    throw new InputError(source, [], 'a byte that is not text in UTF-8; save the file as UTF-8', place)
  }
  return new TextDecoder('windows-1252').decode(bytes)
}
