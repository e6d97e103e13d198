/** The HTML form: one file that stands alone, hostile text that stays text, and what a reader does with it in a browser. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { browserFor, hasChromium, seriousFaults } from '#browser'
import { fourStages } from '../four-stages.ts'
import { changeAuditHtml } from '../index.ts'
import type { Block } from '../section.ts'
import { anchorsOf } from './anchors.ts'
import { htmlOf } from './index.ts'

const HOSTILE = `<script>document.title='hit'</script>" onload="x" '&amp; </title></style> \u202e 🧑‍🚀`

const EVERY_BLOCK: readonly Block[] = [
  { type: 'verdict', isGood: false, text: HOSTILE },
  { type: 'text', text: HOSTILE },
  { type: 'list', items: [HOSTILE, { code: HOSTILE }, { strong: HOSTILE }] },
  { type: 'heading', level: 1, text: HOSTILE },
  { type: 'command', text: `${HOSTILE}\nsecond line` },
  { type: 'table', columns: [HOSTILE, 'b'], rows: [[HOSTILE, [{ code: HOSTILE }, HOSTILE]]] },
  { type: 'entries', items: [{ term: HOSTILE, text: HOSTILE, notes: [HOSTILE] }] },
  { type: 'checklist', items: [{ text: HOSTILE, where: HOSTILE }] },
  { type: 'way', title: HOSTILE, stations: [{ name: HOSTILE, note: HOSTILE, isProduct: true }] },
  {
    type: 'timeline',
    columns: [HOSTILE],
    items: [1, 2].map((n) => ({
      ...{ id: `change-${n}`, number: HOSTILE, time: HOSTILE, title: [HOSTILE, { strong: HOSTILE }] },
      ...{ facets: { Actor: n === 1 ? HOSTILE : 'other' }, fields: [{ label: 'Object', value: HOSTILE }] },
      ...{ values: [[HOSTILE, '', HOSTILE]], aside: [[HOSTILE, HOSTILE, '']], cells: [HOSTILE] },
    })),
  },
]
const hostile = htmlOf({ title: HOSTILE, sections: [{ title: HOSTILE, blocks: EVERY_BLOCK }] })
const report = changeAuditHtml(fourStages)

describe('the file', () => {
  test('has one script and one style, both ours by their hash', () => {
    for (const html of [report, hostile]) {
      const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'")
      for (const [element, directive] of [
        ['script', 'script-src'],
        ['style', 'style-src'],
      ] as const) {
        const texts = [...html.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))]
        expect(texts.length, element).toBe(1)
        const hash = createHash('sha256')
          .update(texts[0]?.[1] ?? '')
          .digest('base64')
        expect(policy).toContain(`${directive} 'sha256-${hash}'`)
      }
    }
  })

  test('asks for nothing from elsewhere', () => {
    expect(report).not.toMatch(/(src|href|action)="(?!#)/)
    expect(report).not.toMatch(/url\(|@import/)
  })

  test('hostile text stays text, and nothing in it hides', () => {
    expect(hostile).not.toMatch(/<script>document|\u202e/)
    expect(hostile).toContain('‹U+202E›')
    expect(hostile.split('&lt;script>').length).toBeGreaterThan(20)
  })
})

test('anchors follow from titles, and are one each', () => {
  expect(anchorsOf(['Stage 1: granting access', 'Verdict', 'Verdict', '…'])).toEqual([
    'stage-1-granting-access',
    'verdict',
    'verdict-2',
    'part',
  ])
})

describe.skipIf(!hasChromium)('in a browser', () => {
  const browser = browserFor('html.test.ts')
  const folder = mkdtempSync(join(tmpdir(), 'casproof-html-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  interface Look {
    readonly width?: number
    readonly dark?: boolean
    readonly javaScriptEnabled?: boolean
    readonly hash?: string
  }

  async function opened(
    html: string,
    { width = 1200, dark = false, javaScriptEnabled = true, hash = '' }: Look,
    look: (page: Page, complaints: string[]) => Promise<void>,
  ): Promise<void> {
    const file = join(folder, 'report.html')
    writeFileSync(file, html)
    const context = await browser().newContext({
      javaScriptEnabled,
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${pathToFileURL(file)}${hash}`)
    await look(page, complaints)
    await context.close()
  }

  test.each([
    ['light', { dark: false }],
    ['dark', { dark: true }],
    ['narrow', { width: 360 }],
  ])('%s: axe finds nothing serious, and the browser complains of nothing', async (_, look) => {
    for (const html of [report, hostile])
      await opened(html, look, async (page, complaints) => {
        await page.getByRole('button', { name: 'Open all' }).click()
        expect(await seriousFaults(page)).toEqual([])
        expect(complaints).toEqual([])
        expect(await page.title()).not.toBe('hit')
        expect(await page.locator('[onload]').count()).toBe(0)
        const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
        expect(await page.evaluate(wider)).toBe(0)
      })
  })

  test('words and choices leave what matches, and say how much', async () => {
    await opened(report, {}, async (page) => {
      const items = page.locator('.timeline > li:visible')
      const all = await items.count()
      await page.getByLabel('Search').fill('incoming user')
      const few = await items.count()
      expect(few).toBeGreaterThan(0)
      expect(few).toBeLessThan(all)
      for (const text of await items.allTextContents()) expect(text).toMatch(/incoming/i)
      expect(await page.locator('#finder output').textContent()).toMatch(/^\d+ of \d+ shown$/)
      await page.getByLabel('Search').fill('')
      await page.locator('select[name=kind]').selectOption('groups')
      for (const one of await items.all()) expect(await one.getAttribute('data-kind')).toBe('groups')
      expect(await items.count()).toBeGreaterThan(0)
    })
  })

  test('a link to a change opens it', async () => {
    const [seq] = fourStages.stages.flatMap(({ changes }) => changes.map((change) => change.seq))
    await opened(report, { hash: `#change-${seq}` }, async (page) => {
      expect(await page.locator(`#change-${seq} dl`).isVisible()).toBe(true)
      expect(await page.locator('.timeline details[open]').count()).toBe(1)
    })
  })

  test('printing opens everything', async () => {
    await opened(report, {}, async (page) => {
      await page.pdf()
      expect(await page.locator('details:not([open])').count()).toBe(0)
    })
  })

  test('without script all is there', async () => {
    await opened(report, { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('#finder').isVisible()).toBe(false)
      await page.locator('.timeline summary').first().click()
      expect(await page.locator('.timeline dl').first().isVisible()).toBe(true)
    })
  })
})
