/** GitHub's Markdown from a page. A name with any characters stays in its cell and is shown as text. */
import type { Block, Cell, Entry, Page, Span, Station } from './section.ts'
import { visible } from './value-text.ts'

export function markdownOf({ title, sections }: Page): string {
  const parts = sections.map((section) =>
    [`## ${inline(section.title)}`, ...section.blocks.map(block)].join('\n\n'),
  )
  return `${[`# ${inline(title)}`, ...parts].join('\n\n')}\n`
}

function block(one: Block): string {
  switch (one.type) {
    case 'text':
      return lead(inline(one.text))
    case 'list':
      return one.items.map((item) => `- ${lead(inline(item))}`).join('\n')
    case 'entries':
      return one.items.map(entry).join('\n')
    case 'heading':
      return `${'#'.repeat(one.level + 2)} ${inline(one.text)}`
    case 'command':
      return fenced(one.text)
    case 'table':
      return tableOf(one.columns, one.rows)
    case 'verdict':
      return inline({ strong: one.text })
    case 'checklist':
      return one.items.map(({ text, where }) => `- [ ] ${inline(text)}\n  ${escaped(where)}`).join('\n')
    case 'way':
      return `${escaped(one.title)}: ${one.stations.map(station).join(' → ')}`
    case 'timeline':
      return tableOf(
        one.columns,
        one.items.map(({ cells }) => cells),
      )
  }
}

const station = ({ name, note }: Station): string =>
  note === undefined ? `**${escaped(name)}**` : `**${escaped(name)}** (${escaped(note)})`

const COLUMNS_MAX = 80

/** In lines that a terminal shows whole, since people read these pages there too. */
function entry({ term, text, notes }: Entry): string {
  const shown = notes.map((note) => `  - ${folded(escaped(note), '    ')}`)
  return [`- **${escaped(term)}** ${folded(escaped(text), '  ', term.length + 7)}`, ...shown].join('\n')
}

/** @param taken how much of the first line is taken @param indent before each line but the first */
function folded(content: string, indent: string, taken = indent.length): string {
  const lines: string[] = []
  let room = COLUMNS_MAX - taken
  for (const word of content.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else {
      if (last !== undefined) room = COLUMNS_MAX - indent.length
      lines.push(word)
    }
  }
  return lines.map(lead).join(`\n${indent}`)
}

function tableOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [columns.map(inline), columns.map(() => '---'), ...rows.map((row) => row.map(cell))]
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n')
}

function cell(content: Cell): string {
  return isLines(content) ? content.map(inline).join('<br>') : inline(content)
}

function isLines(content: Cell): content is readonly Span[] {
  return Array.isArray(content)
}

function inline(span: Span): string {
  if (typeof span === 'string') return escaped(span)
  if ('strong' in span) return span.strong.trim() ? `**${escaped(span.strong)}**` : ''
  return code(span.code)
}

/** Inside code nothing can be escaped, so that text which would end it is written as plain text. */
function code(content: string): string {
  const shown = visible(content).trim()
  return shown && !/[`|\\]/.test(shown) ? `\`${shown}\`` : escaped(content)
}

/** A backslash before all that Markdown reads, entities for HTML, and no address that turns into a link. */
function escaped(content: string): string {
  return visible(content)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}&#46;`)
    .trim()
}

/** At the beginning of a line some characters would make a list, a heading or a rule of it. */
function lead(content: string): string {
  return content.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
}

/** The fence is longer than any run of backticks inside. */
function fenced(content: string): string {
  const shown = content
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join('\n')
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${shown}\n${fence}`
}
