/** Published schemas: each is JSON Schema, has room for what the project itself writes, and refuses nothing that is accepted. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { OPERATIONS } from '#cas-core'
import { node } from './testing/child.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const SCRIPTS = new URL('../scenarios/scripts/', import.meta.url)

interface Published {
  readonly properties?: Readonly<Record<string, { readonly pattern?: string }>>
  readonly required?: readonly string[]
}
async function published(name: string): Promise<Published> {
  const { code, out } = await node([MAIN, 'schema', name])
  expect(code).toBe(0)
  return JSON.parse(out)
}

test.concurrent.each([
  ['script', 'object'],
  ['capsule', 'object'],
  ['record', 'object'],
  ['account', 'object'],
  ['gateways', 'array'],
  ['state', 'object'],
])('that of %s is of %s', async (name, type) => {
  expect(await published(name)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `casproof ${name}`,
    type,
  })
})

test('every stored script has what the schema requires, and nothing that it does not name', async () => {
  const { properties = {}, required = [] } = await published('script')
  const files = readdirSync(SCRIPTS).filter((name) => name.endsWith('.json'))
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const script = JSON.parse(readFileSync(new URL(file, SCRIPTS), 'utf8'))
    expect(Object.keys(script).filter((name) => !Object.hasOwn(properties, name))).toEqual([])
    expect(required.filter((name) => !Object.hasOwn(script, name))).toEqual([])
  }
})

test('a tenant id in capitals, which accounts may have, is not refused by a pattern', async () => {
  const { properties } = await published('account')
  const { pattern = '' } = properties?.tenantId ?? {}
  expect('C0FFEE00-0001-4001-8001-00000000000A').toMatch(new RegExp(pattern))
})

test('an unknown file is refused, with those that there are', async () => {
  const { code, err } = await node([MAIN, 'schema', 'journal'])
  expect(code).toBe(2)
  expect(err).toContain(
    'Allowed choices are script, capsule, record, account, product, gateways, state, protocol',
  )
})

test('the protocol is an OpenAPI document with a path for each operation of the console', async () => {
  const { code, out } = await node([MAIN, 'schema', 'protocol'])
  expect(code).toBe(0)
  const { openapi, paths } = JSON.parse(out)
  expect(openapi).toBe('3.1.1')
  expect(Object.keys(paths)).toEqual([
    '/',
    '/configure',
    '/mails',
    '/stop',
    ...OPERATIONS.map(({ name }) => `/operations/${name}`),
  ])
  for (const { name } of OPERATIONS) {
    const { schema } = paths[`/operations/${name}`].post.requestBody.content['application/json']
    expect([name, schema.anyOf.map((one: Published) => one.properties?.input)]).toEqual([
      name,
      [expect.objectContaining({ type: 'object' }), expect.objectContaining({ type: 'object' })],
    ])
  }
})
