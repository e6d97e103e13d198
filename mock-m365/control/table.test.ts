/** What every route of the control surface owes: a test that asks it. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROUTES } from './table.ts'

const folder = new URL('.', import.meta.url)
const tests = readdirSync(folder)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .join('\n')

/** How a test asks a route: the line that `ask` of `testing/served-control.ts` takes. */
const asking = (method: string, path: string): RegExp =>
  new RegExp(`["'\`]${method} /${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/\\s]+')}(?=["'\`?])`)

test.each(ROUTES.map(({ method, path }) => [method, path] as const))('%s %s is asked', (method, path) => {
  const isAsked = asking(method, path).test(tests)
  expect(isAsked, `no test in control/ asks \`${method} /${path}\``).toBe(true)
})

test('what is looked for is told from other routes', () => {
  const route = asking('GET', 'tenants/{tenant}/mail')
  expect(route.test("await ask('GET /tenants/contoso.com/mail')")).toBe(true)
  expect(route.test('await ask(`GET /tenants/contoso.com/mail?top=1`)')).toBe(true)
  expect(route.test("await ask('POST /tenants/contoso.com/mail')")).toBe(false)
  expect(route.test("await ask('GET /tenants/contoso.com/mail/x')")).toBe(false)
})
