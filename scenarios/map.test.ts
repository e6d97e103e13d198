/** ARCHITECTURE.md is a map: what it names is there, and each room stands in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../', import.meta.url)
const MAP = readFileSync(new URL('ARCHITECTURE.md', ROOT), 'utf8')
const HIDDEN = new Set(['node_modules', 'out'])

const entriesOf = (folder: string) =>
  readdirSync(new URL(folder, ROOT), { withFileTypes: true }).filter(
    ({ name }) => !HIDDEN.has(name) && !name.startsWith('.'),
  )

function pathsBelow(folder: string): string[] {
  return entriesOf(folder === '' ? './' : folder).flatMap((entry) => {
    const path = `${folder}${entry.name}`
    return entry.isDirectory() ? [`${path}/`, ...pathsBelow(`${path}/`)] : [path]
  })
}

const paths = pathsBelow('').map((path) => `/${path}`)
const named = [...new Set([...MAP.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))].filter((text) =>
  /^[\w-]+(?:\/[\w.-]+)*(?:\/|\.(?:ts|mjs|json))$/.test(text),
)

test.each(named)('%s is there', (text) => {
  expect(paths.some((path) => path.endsWith(`/${text}`))).toBe(true)
})

const rooms = ['', 'mock-m365/', 'cas-core/', 'scenarios/'].flatMap((folder) =>
  entriesOf(folder === '' ? './' : folder).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'testing' ? [`${folder}${entry.name}/`] : [],
  ),
)

test.each(rooms)('the map names %s', (room) => {
  expect(MAP.includes(`\`${room}`), `no row of ARCHITECTURE.md names \`${room}\``).toBe(true)
})

test('the map names much', () => {
  expect(named.length).toBeGreaterThan(80)
  expect(rooms.length).toBeGreaterThan(30)
})
