/** Output for people: tables, and progress that a terminal overwrites and a log keeps short. */
import { terminalLine } from '#output'

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map(terminalLine))
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (/^\d+$/.test(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')}`.trimEnd()
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}

export interface Progress {
  /** @param what in the plural */
  readonly progress: (what: string, done: number) => void
  /** Ends the line that was being overwritten. */
  readonly done: () => void
}

/** A long text in lines of at most `width` columns, broken at spaces if there are any. @param indent before each line */
export function wrapped(text: string, columns = 100, indent = '  '): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && indent.length + last.length + word.length < columns)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => `${indent}${line}`).join('\n')
}

/** Text cut to fit a table's cell. */
export const cut = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`

/** A terminal sees a running count; a log sees one line per thing played: `played 192 variants of the sweep of …`. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let current = ''
  let count = 0
  const flush = () => {
    if (current === '') return
    stream.write(stream.isTTY ? `\r\u001b[K` : `played ${count} ${current}\n`)
  }
  return {
    progress(what, done) {
      if (what !== current && !stream.isTTY) flush()
      current = what
      count = done
      if (stream.isTTY) stream.write(`\r\u001b[Kplaying ${what}: ${done} so far`)
    },
    done: flush,
  }
}
