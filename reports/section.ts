/** What sections are made of: rows and blocks as data. Sections know no renderer, renderers know no section. */

/** Plain text, text to copy (code), or text to notice (strong). */
export type Span = string | { readonly code: string } | { readonly strong: string }
/** Several spans are lines, one below the other. */
export type Cell = Span | readonly Span[]

export type Block =
  | { readonly type: 'text'; readonly text: Span }
  | { readonly type: 'list'; readonly items: readonly Span[] }
  /** @property level below the section's own title, from 1 */
  | { readonly type: 'heading'; readonly level: 1 | 2; readonly text: string }
  | {
      readonly type: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly Cell[])[]
    }
  | { readonly type: 'command'; readonly text: string }
  /** What would be a table with too long texts: each with lines of its own below. */
  | { readonly type: 'entries'; readonly items: readonly Entry[] }
  /** The page's answer, in a sentence. */
  | { readonly type: 'verdict'; readonly isGood: boolean; readonly text: string }
  /** What a person works through. */
  | { readonly type: 'checklist'; readonly items: readonly Task[] }
  /** The way of a message, station by station. */
  | { readonly type: 'way'; readonly title: string; readonly stations: readonly Station[] }
  /** What happened, in order. @property columns of the items' cells, where a renderer shows a table */
  | {
      readonly type: 'timeline'
      readonly columns: readonly string[]
      readonly items: readonly TimelineItem[]
    }

export type BlockOf<Type extends Block['type']> = Extract<Block, { readonly type: Type }>

export interface Task {
  readonly text: Span
  /** Where to click: `Exchange admin center > Mail flow > Rules`. */
  readonly where: string
}

export interface Station {
  readonly name: string
  readonly note?: string
  /** Whether the product has added it. */
  readonly isProduct?: true
}

export interface TimelineItem {
  /** The same in every report of the record: links point to it. */
  readonly id: string
  readonly number: string
  readonly time: string
  readonly title: readonly Span[]
  /** What a reader chooses by, by its name: `Actor`. */
  readonly facets: Readonly<Record<string, string>>
  readonly fields: readonly { readonly label: string; readonly value: Cell }[]
  /** Property, before and after. */
  readonly values: readonly (readonly Cell[])[]
  /** The same for what follows from these. */
  readonly aside: readonly (readonly Cell[])[]
  /** The item as a row of a table. */
  readonly cells: readonly Cell[]
}

export interface Entry {
  /** Short, and the same wherever it is named: an id. */
  readonly term: string
  readonly text: string
  readonly notes: readonly string[]
}

export interface Section<Subject> {
  readonly title: string | ((subject: Subject) => string)
  /** No blocks, no section. */
  readonly blocks: (subject: Subject) => readonly Block[]
}

/** A section with its blocks filled in: what renderers get. */
export interface Page {
  readonly title: string
  readonly sections: readonly { readonly title: string; readonly blocks: readonly Block[] }[]
}

export function pageOf<Subject>(
  title: string,
  sections: readonly Section<Subject>[],
  subject: Subject,
): Page {
  const filled = sections.map(({ title: of, blocks }) => ({
    title: typeof of === 'string' ? of : of(subject),
    blocks: blocks(subject),
  }))
  return { title, sections: filled.filter(({ blocks }) => blocks.length > 0) }
}

export function text(content: Span): Block {
  return { type: 'text', text: content }
}

export function list(items: readonly Span[]): Block {
  return { type: 'list', items }
}

export function entries(items: readonly Entry[]): Block {
  return { type: 'entries', items }
}

export function heading(level: 1 | 2, content: string): Block {
  return { type: 'heading', level, text: content }
}

export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): Block {
  return { type: 'table', columns, rows }
}

export function timeline(columns: readonly string[], items: readonly TimelineItem[]): Block {
  return { type: 'timeline', columns, items }
}
