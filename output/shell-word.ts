/** Quotes text from a tenant or a caller, so that a shell reads it as one word and nothing else. */

export type Shell = 'sh' | 'fish' | 'powershell'

const PLAIN = /^[\w./:@%+,=-]+$/

/** A word as the shell reads it back, quoted where that is needed. On a terminal the line still goes through `terminalText`. */
export const shellWord = (text: string, shell: Shell = 'sh'): string =>
  PLAIN.test(text) ? text : quotedWord(text, shell)

/** The same, always in quotes. */
export const quotedWord = (text: string, shell: Shell = 'sh'): string => QUOTED[shell](text)

const QUOTED: Readonly<Record<Shell, (text: string) => string>> = {
  sh: (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`,
  fish: (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`,
  // PowerShell takes typographic quotes for quotes.
  powershell: (text) => `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`,
}
