/** Real clients, unmodified, by Microsoft's host names, through the proxy. Writes the table of results. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATIONS } from './client.ts'
import { CLIENTS } from './clients/index.ts'
import { type Cell, play } from './play.ts'
import { reportOf, tableOf } from './table.ts'
import { openWorld } from './world.ts'

/** What the project installs for itself must be there; the rest is installed by npm run compat. */
const INSTALLED = [
  '@azure/msal-node',
  '@azure/identity',
  'openid-client',
  '@microsoft/microsoft-graph-client',
  '@microsoft/msgraph-sdk (Kiota)',
]

let cells: readonly Cell[] = []
beforeAll(async () => {
  const world = await openWorld()
  cells = await play(CLIENTS, world).finally(() => world.close())
})
afterAll(() => {
  mkdirSync('out', { recursive: true })
  writeFileSync('out/compatibility.md', reportOf(cells))
})

test.for(CLIENTS)('$name does all that it can', ({ name }, { skip }) => {
  const row = cells.filter(({ client }) => client === name)
  if (row.some(({ outcome }) => outcome === 'not installed') && !INSTALLED.includes(name))
    skip('not installed: npm run compat installs it')
  expect(row.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'none')).toEqual([])
  expect(row.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(3)
})

test('the table says in every cell what came of it, and below it why', () => {
  const cell = { client: 'a', version: '1.0.0', operation: 'get' } as const
  const failed: Cell = { ...cell, outcome: 'failed', why: 'it heard nothing' }
  expect(tableOf([failed]).split('\n')[2]).toMatch(/^\| a 1\.0\.0 .*\| FAILED \|/)
  expect(reportOf([failed])).toContain('- a, get: it heard nothing\n')
  expect(reportOf([{ ...cell, outcome: 'passed' }])).not.toContain('FAILED')
})

test('a client that cannot even begin has failed in everything, with why', async () => {
  const broken = { name: 'x', version: async () => '1', open: () => Promise.reject(new Error('no way')) }
  const world = {} as Parameters<typeof play>[1]
  const [first, ...rest] = await play([broken], world)
  expect(first).toMatchObject({ outcome: 'failed', why: 'no way' })
  expect(rest).toHaveLength(OPERATIONS.length - 1)
  const absent = await play([{ ...broken, version: async () => undefined }], world)
  expect(absent[0]?.outcome).toBe('not installed')
})
