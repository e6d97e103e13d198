/** A person at a browser without a window: fills in the forms of the pages and keeps their cookies. */
import { ok } from 'node:assert/strict'
import type { World } from './client.ts'

type Person = Pick<World, 'person'>
type Fields = Readonly<Record<string, string>>

/** Sign-in, consent, and other questions that a page may ask. */
const PAGES_MAX = 8

/** Signs in and consents. @returns where the browser is sent then @throws Error with the page's text, where it goes nowhere */
export async function signIn({ person }: Person, address: string | URL): Promise<URL> {
  const end = await walk(new URL(address), { ...person, decision: 'accept' })
  ok(end instanceof URL, `the pages ended with: ${end}`)
  return end
}

/** Types a device's code, signs in and consents. @throws Error with the page's text, where it ends otherwise */
export async function confirmDevice({ person }: Person, address: string, code: string): Promise<void> {
  const end = await walk(new URL(address), { ...person, user_code: code })
  ok(!(end instanceof URL) && end.includes('You have signed in'), `the pages ended with: ${end}`)
}

/** @returns an address elsewhere, or the text of the first page that asks nothing more */
async function walk(start: URL, fields: Fields): Promise<URL | string> {
  const cookies = new Map<string, string>()
  let [url, init]: [URL, RequestInit] = [start, {}]
  for (let i = 0; i < PAGES_MAX; i++) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const page = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' })
    for (const line of page.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? []
      cookies.set(name, value)
    }
    const text = await page.text()
    const location = page.headers.get('location')
    if (location !== null) return new URL(location, url)
    const action = /<form method="post" action="([^"]*)"/.exec(text)?.[1]
    if (action === undefined) return text.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ')
    url = new URL(unescaped(action), url)
    init = { method: 'POST', body: new URLSearchParams(answers(text, fields)) }
  }
  throw new Error(`more than ${PAGES_MAX} pages`)
}

/** What the page has in its form already, and what the person knows of what it asks. */
function answers(page: string, fields: Fields): Record<string, string> {
  const given: Record<string, string> = {}
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  ))
    given[name] = unescaped(value)
  for (const [name, value] of Object.entries(fields)) if (page.includes(`name="${name}"`)) given[name] = value
  // The first button is what the page hopes for.
  const [, name, value] = /<button name="([^"]*)" value="([^"]*)"/.exec(page) ?? []
  if (name !== undefined && value !== undefined) given[name] = unescaped(value)
  return given
}

const unescaped = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
