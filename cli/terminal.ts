/** Output for people: tables, and text in lines. */
import { terminalLine } from '#output'

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map(terminalLine))
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (/^\d+$/.test(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')}`.trimEnd()
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}

/** Columns of a terminal that nobody has made wider. */
export const COLUMNS = 80

/** A long text in lines, broken at spaces if there are any. @param indent before each line @param between its words */
export function wrapped(text: string, columns = COLUMNS, indent = '  ', between = ' '): string {
  const lines: string[] = []
  for (const word of text.split(between)) {
    const last = lines.at(-1)
    const together = `${last}${between}${word}`
    if (last !== undefined && indent.length + together.length <= columns) lines[lines.length - 1] = together
    else lines.push(word)
  }
  return lines.map((line) => `${indent}${line}`).join('\n')
}

/** A head, and next to it a text whose further lines begin where its first one does. @param at column of the text */
export function beside(head: string, text: string, at: number): string {
  const lines = wrapped(text, COLUMNS, ' '.repeat(at))
  return head.length < at ? `${head.padEnd(at)}${lines.slice(at)}` : `${head}\n${lines}`
}

/** Text cut to fit a table's cell. */
export const cut = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`
