/** A text file with one user principal name on each line, as Windows and editors write it. */
import { decodedText, InputError } from '#input'
import type { Coded } from '../service-accounts/refusal.ts'
import type { StageData } from './outcome.ts'

/** A hundred names need less by far. */
const BYTES_MAX = 1_000_000

/**
 * The names, each once: two that differ in the case of letters are the same. Blank lines count for nothing. That a line
 * is a name and never a comment is proposed.
 */
export function namesIn(file: {
  readonly fileName: string
  readonly text: string | Uint8Array
}): { readonly names: readonly string[] } | Coded<Pick<StageData, 'ill-formed'>> {
  const { fileName, text } = file
  if (text.length > BYTES_MAX)
    return { code: 'ill-formed', data: { said: `${fileName}: more than ${BYTES_MAX} bytes` } }
  try {
    const source = {
      name: fileName,
      mend: 'save it as UTF-8 text, with one user principal name on each line',
    }
    const decoded = typeof text === 'string' ? text : decodedText(text, source)
    const lines = decoded
      .split(/\r\n|\r|\n/)
      // a byte order mark goes with the blanks
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const names = new Map(lines.map((line) => [line.toLowerCase(), line]))
    return { names: [...names.values()] }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { code: 'ill-formed', data: { said: error.message } }
  }
}
