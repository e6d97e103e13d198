/** Each kind of block as HTML. */
import { type ComponentChildren, h, type JSX } from 'preact'
import type { Block, BlockOf, Cell, Span, TimelineItem } from '../section.ts'
import { visible } from '../value-text.ts'
import { anchorOf } from './anchors.ts'

export function blockOf(block: Block): JSX.Element {
  return (BLOCKS[block.type] as (block: Block) => JSX.Element)(block)
}

const BLOCKS: { readonly [Type in Block['type']]: (block: BlockOf<Type>) => JSX.Element } = {
  text: (block) => h('p', null, spanOf(block.text)),
  list: ({ items }) =>
    h(
      'ul',
      null,
      items.map((item) => h('li', null, spanOf(item))),
    ),
  heading: ({ level, text }) => h(level === 1 ? 'h3' : 'h4', null, visible(text)),
  command: ({ text }) => h('pre', { tabIndex: 0 }, h('code', null, linesOf(text))),
  verdict: ({ isGood, text }) =>
    h(
      'p',
      { class: `verdict ${isGood ? 'good' : 'bad'}` },
      h('span', { 'aria-hidden': 'true' }, isGood ? '✓' : '!'),
      ' ',
      visible(text),
    ),
  table: ({ columns, rows }) => tableOf(columns, rows),
  entries: ({ items }) =>
    h(
      'dl',
      { class: 'entries' },
      items.map(({ term, text, notes }) =>
        h(
          'div',
          { id: anchorOf(term), class: 'find' },
          h('dt', null, linkTo(anchorOf(term), visible(term))),
          h(
            'dd',
            null,
            visible(text),
            notes.map((note) => h('small', null, visible(note))),
          ),
        ),
      ),
    ),
  checklist: ({ items }) =>
    h(
      'ul',
      { class: 'checklist' },
      items.map(({ text, where }) =>
        h(
          'li',
          { class: 'find' },
          h('label', null, h('input', { type: 'checkbox' }), h('span', null, spanOf(text))),
          h('small', null, visible(where)),
        ),
      ),
    ),
  way: ({ title, stations }) =>
    h(
      'figure',
      { class: 'way' },
      h('figcaption', null, visible(title)),
      h(
        'ol',
        null,
        stations.map(({ name, note, isProduct }) =>
          h(
            'li',
            { class: isProduct ? 'product' : undefined },
            h('b', null, visible(name)),
            note === undefined ? undefined : h('small', null, visible(note)),
          ),
        ),
      ),
    ),
  timeline: ({ items }) => h('ol', { class: 'timeline' }, items.map(itemOf)),
}

function itemOf(item: TimelineItem): JSX.Element {
  const { id, number, time, title, facets, fields, values, aside } = item
  return h(
    'li',
    { id, class: 'find', ...dataOf(facets) },
    h(
      'details',
      null,
      h(
        'summary',
        null,
        h('span', { class: 'number' }, visible(number)),
        ' ',
        h(
          'span',
          { class: 'what' },
          title.map((span, i) => [i > 0 ? ' ' : '', spanOf(span)]),
        ),
        ' ',
        h('time', null, visible(time)),
      ),
      h(
        'dl',
        { class: 'fields' },
        fields.map(({ label, value }) => h('div', null, h('dt', null, label), h('dd', null, cellOf(value)))),
        h('div', null, h('dt', null, 'Link'), h('dd', null, linkTo(id, `#${id}`))),
      ),
      values.length > 0 ? tableOf(['Property', 'Before', 'After'], values) : undefined,
      aside.length > 0
        ? h(
            'details',
            null,
            h('summary', null, 'What the service derives from these'),
            tableOf(['Property', 'Before', 'After'], aside),
          )
        : undefined,
    ),
  )
}

/** What the finder chooses by: `data-actor="…"`. */
const dataOf = (facets: TimelineItem['facets']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facets).map(([name, value]) => [`data-${anchorOf(name)}`, visible(value)]),
  )

/** A wide table scrolls by itself, for keyboards too. */
function tableOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): JSX.Element {
  return h(
    'div',
    {
      class: 'scroll',
      tabIndex: 0,
      role: 'region',
      'aria-label': `Table: ${columns.map(visible).join(', ')}`,
    },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          columns.map((column) => h('th', { scope: 'col' }, visible(column))),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            { class: 'find' },
            row.map((cell, i) =>
              i === 0 ? h('th', { scope: 'row' }, cellOf(cell)) : h('td', null, cellOf(cell)),
            ),
          ),
        ),
      ),
    ),
  )
}

const cellOf = (cell: Cell): ComponentChildren =>
  Array.isArray(cell) ? cell.map((span: Span) => h('div', null, spanOf(span))) : spanOf(cell as Span)

function spanOf(span: Span): ComponentChildren {
  if (typeof span === 'string') return visible(span)
  return 'code' in span ? h('code', null, visible(span.code)) : h('strong', null, visible(span.strong))
}

const linkTo = (id: string, text: string): JSX.Element => h('a', { href: `#${id}` }, text)

const linesOf = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(visible)
    .join('\n')
