/** Lines of at most 80 columns for people. */
import { wrapped } from '../terminal.ts'

export const COLUMNS = 80

/** A head, and next to it a text whose further lines begin where its first one does. @param at column of the text */
export function beside(head: string, text: string, at: number): string {
  const indent = ' '.repeat(at)
  const lines = wrapped(text, COLUMNS, indent)
  return head.length < at ? `${head.padEnd(at)}${lines.slice(at)}` : `${head}\n${lines}`
}

/** A name of a program's as words: `isInlineIncluded` as `inline included`. */
export const wordsOf = (name: string): string =>
  name
    .replace(/^is(?=[A-Z])/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
