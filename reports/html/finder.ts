/** The search line and the choices above a report. They are shown by the page's script, since they need it. */
import { h, type JSX } from 'preact'
import type { Page, TimelineItem } from '../section.ts'
import { visible } from '../value-text.ts'
import { anchorOf } from './anchors.ts'

export function finder(page: Page): JSX.Element {
  return h(
    'form',
    { id: 'finder', role: 'search', hidden: true },
    h('label', null, 'Search', ' ', h('input', { type: 'search', name: 'words', autocomplete: 'off' })),
    choicesOf(page).map(([name, values]) =>
      h(
        'label',
        null,
        name,
        ' ',
        h(
          'select',
          { name: anchorOf(name) },
          h('option', { value: '' }, 'all'),
          values.map((value) => h('option', { value }, value)),
        ),
      ),
    ),
    h('button', { type: 'button', name: 'open' }, 'Open all'),
    h('output', { 'aria-live': 'polite' }),
  )
}

/** Each facet of the page's timelines with its values, sorted; one that has a single value chooses nothing. */
function choicesOf({ sections }: Page): [name: string, values: string[]][] {
  const items: TimelineItem[] = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === 'timeline' ? block.items : []))
  const names = [...new Set(items.flatMap(({ facets }) => Object.keys(facets)))]
  return names
    .map((name): [string, string[]] => [
      name,
      [
        ...new Set(items.flatMap(({ facets }) => (facets[name] === undefined ? [] : visible(facets[name])))),
      ].toSorted(),
    ])
    .filter(([, values]) => values.length > 1)
}
