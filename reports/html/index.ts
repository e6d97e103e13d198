/**
 * One HTML file from a page: it needs no network, opens from a mail attachment, prints, and is read with a keyboard or a
 * screen reader. Preact escapes all text; the page's own content security policy lets in our script and our style alone.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { h, type JSX } from 'preact'
import { renderToStaticMarkup } from 'preact-render-to-string'
import type { Page } from '../section.ts'
import { visible } from '../value-text.ts'
import { anchorsOf } from './anchors.ts'
import { blockOf } from './blocks.ts'
import { finder } from './finder.ts'

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8')
const SCRIPT = readFileSync(new URL('./page.js', import.meta.url), 'utf8')

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** @param language of the texts, for screen readers */
export function htmlOf(page: Page, language = 'en'): string {
  return `<!doctype html>\n${renderToStaticMarkup(documentOf(page, language))}\n`
}

function documentOf(page: Page, language: string): JSX.Element {
  const { sections } = page
  const title = visible(page.title)
  const anchors = anchorsOf(sections.map((section) => section.title))
  return h(
    'html',
    { lang: language },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'generator', content: 'casproof' }),
      h('title', null, title),
      h('style', { dangerouslySetInnerHTML: { __html: STYLE } }),
    ),
    h(
      'body',
      null,
      h('a', { class: 'skip', href: '#report' }, 'Skip to the report'),
      h('header', null, h('h1', null, title), finder(page)),
      h('nav', { 'aria-label': 'Contents' }, h('h2', null, 'Contents'), contents(page, anchors)),
      h(
        'main',
        { id: 'report', tabIndex: -1 },
        sections.map((section, i) =>
          h(
            'section',
            { 'aria-labelledby': anchors[i] },
            h('h2', { id: anchors[i] }, visible(section.title)),
            section.blocks.map(blockOf),
          ),
        ),
      ),
      h('script', { dangerouslySetInnerHTML: { __html: SCRIPT } }),
    ),
  )
}

const contents = ({ sections }: Page, anchors: readonly string[]): JSX.Element =>
  h(
    'ol',
    null,
    sections.map(({ title }, i) => h('li', null, h('a', { href: `#${anchors[i]}` }, visible(title)))),
  )
