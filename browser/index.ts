/** Headless Chromium for tests of pages. It comes with the system, not with npm: where there is none, tests are skipped and say so. */
import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
export const hasChromium = CHROMIUM !== undefined

/**
 * One browser for the tests of a file.
 * @param file named where they are skipped
 * @param args more of Chromium's own
 */
export function browserFor(file: string, args: readonly string[] = []): () => Browser {
  if (!hasChromium)
    console.warn(`${file}: tests are skipped, since there is no Chromium here (Debian: apt install chromium)`)
  let running: Browser | undefined
  beforeAll(async () => {
    if (CHROMIUM !== undefined)
      running = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...args] })
  })
  afterAll(() => running?.close())
  return () => {
    if (!running) throw new Error('no browser')
    return running
  }
}

/** What axe finds serious or critical on a page: the rule, and where. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  })
}

interface Axe {
  run(): Promise<{
    violations: { id: string; impact: string; nodes: { target: string[] }[] }[]
  }>
}
