/** Output for people: tables, and progress that a terminal overwrites and a log keeps short. */

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (/^\d+$/.test(cell) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ')}`.trimEnd()
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}

export interface Progress {
  readonly progress: (what: string, done: number) => void
  /** Ends the line that was being overwritten. */
  readonly done: () => void
}

/** A terminal sees a running count; a log sees one line per thing played. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let current = ''
  let count = 0
  const flush = () => {
    if (current === '') return
    stream.write(stream.isTTY ? `\r\u001b[K` : `${current}: ${count}\n`)
  }
  return {
    progress(what, done) {
      if (what !== current && !stream.isTTY) flush()
      current = what
      count = done
      if (stream.isTTY) stream.write(`\r\u001b[K${what}: ${done}`)
    },
    done: flush,
  }
}
