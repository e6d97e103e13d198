/** (f) Users over HTTPS: casproof serve next to a fastify that sends ready bytes, and next to json-server. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contest } from './contest.ts'
import { requestText } from './load.ts'
import { type Bench, type Goal, type Row, undisturbed } from './measurement.ts'
import { type Served, type SharedHome, served, sharedHome } from './served.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

const USERS = 10_000
const PAGE = 999
const GOALS = {
  page: { at: 'least', bound: 0.7, next: 0.8 },
  one: { at: 'least', bound: 0.6, next: 0.75 },
  afterWrite: { at: 'least', bound: 0.3, next: 0.6 },
} as const
const PAGE_PATH = `/v1.0/users?$top=${PAGE}`

export const pages: Bench = {
  name: 'pages',
  async run() {
    const home = sharedHome()
    const started: ServerProcess[] = []
    try {
      const casproof = await served(home, USERS)
      started.push(casproof.server)
      const users = await usersOf(casproof)
      const first = `/v1.0/users/${users[0]?.id}`
      const ready = await Promise.all([PAGE_PATH, first].map((path) => casproof.ask('GET', path)))
      const bare = await bareServer(home, ready)
      started.push(bare)
      const rival = await rivalServer(home, users)
      started.push(rival)
      const servers = { casproof, bare, rival, ids: users.slice(0, PAGE).map(({ id }) => String(id)) }
      return [...(await read(home, servers)), ...(await readAfterWrites(home, servers))]
    } finally {
      for (const server of started) await server.stop()
      home.remove()
    }
  },
}

interface Servers {
  readonly casproof: Served
  readonly bare: ServerProcess
  readonly rival: ServerProcess
  /** Of the users on the first page. */
  readonly ids: readonly string[]
}

async function read({ ca }: SharedHome, { casproof, bare, rival, ids }: Servers): Promise<Row[]> {
  const { authorization } = casproof
  const own = (path: string) => requestText('GET', path, { authorization })
  const page = own(PAGE_PATH)
  const ones = ids.map((id) => own(`/v1.0/users/${id}`))
  const plain = [own('/0'), own('/1')] as const
  const rivalPage = requestText('GET', `/users?_page=1&_per_page=${PAGE}`)
  const rivalOnes = ids.map((id) => requestText('GET', `/users/${id}`))
  const times = await contest(
    {
      'bare page': { server: bare, text: () => plain[0] },
      page: { server: casproof.server, text: () => page },
      'rival page': { server: rival, text: () => rivalPage },
      'bare one': { server: bare, text: () => plain[1] },
      one: { server: casproof.server, text: (i) => ones[i % PAGE] ?? '' },
      'rival one': { server: rival, text: (i) => rivalOnes[i % PAGE] ?? '' },
    },
    ca,
  )
  const [what, unit] = [`a page of ${PAGE} of 10,000 users`, 'pages/s']
  return [
    ...rowsOf(
      what,
      unit,
      { bare: times['bare page'], own: times.page, rival: times['rival page'] },
      GOALS.page,
    ),
    ...rowsOf(
      'one user by id',
      'users/s',
      { bare: times['bare one'], own: times.one, rival: times['rival one'] },
      GOALS.one,
    ),
  ]
}

/**
 * A page is asked for again only when something has changed: here one of its users, another one each time. One
 * connection, so that reads and writes take strict turns; what a write costs by itself is taken off.
 */
async function readAfterWrites({ ca }: SharedHome, { casproof, bare, ids }: Servers): Promise<Row[]> {
  const headers = { authorization: casproof.authorization, 'content-type': 'application/json' }
  const page = requestText('GET', PAGE_PATH, headers)
  const write = (i: number) =>
    requestText('PATCH', `/v1.0/users/${ids[i % PAGE]}`, headers, JSON.stringify({ jobTitle: `Title ${i}` }))
  const ready = requestText('GET', '/0', headers)
  const { server } = casproof
  const times = await contest(
    {
      ready: { server: bare, text: () => ready },
      write: { server, text: write },
      turns: { server, text: (i) => (i % 2 === 0 ? write(i) : page) },
    },
    ca,
    1,
  )
  const us = 2 * undisturbed(times.turns) - undisturbed(times.write)
  return [
    {
      measurement: '  a page after a write to one of its users, against the page by bare fastify',
      value: 1e6 / us,
      unit: 'pages/s',
      ratio: undisturbed(times.ready) / us,
      goal: GOALS.afterWrite,
    },
  ]
}

async function bareServer(home: SharedHome, ready: readonly string[]): Promise<ServerProcess> {
  const files = ready.map((text, i) => fileIn(home, `ready-${i}.json`, text))
  return serverProcess(
    [fileURLToPath(new URL('./rivals/sending-fastify.ts', import.meta.url)), ...files],
    home.directory,
  )
}

async function rivalServer(home: SharedHome, users: readonly object[]): Promise<ServerProcess> {
  const file = fileIn(home, 'db.json', JSON.stringify({ users }))
  return serverProcess(
    [fileURLToPath(new URL('./rivals/json-server.ts', import.meta.url)), file],
    home.directory,
  )
}

function fileIn({ directory }: SharedHome, name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

/** All of them, as a client reads them page by page. */
async function usersOf({ ask, server }: Served): Promise<Record<string, unknown>[]> {
  const users: Record<string, unknown>[] = []
  for (let path: string | undefined = PAGE_PATH; path; ) {
    const page: { value: Record<string, unknown>[]; '@odata.nextLink'?: string } = JSON.parse(
      await ask('GET', path),
    )
    users.push(...page.value)
    path = page['@odata.nextLink']?.slice(server.said.origin.length)
  }
  return users
}

type Times = readonly number[]

function rowsOf(
  what: string,
  unit: string,
  times: { readonly bare: Times; readonly own: Times; readonly rival: Times },
  goal: Goal,
): Row[] {
  const [bare, own, rival] = [times.bare, times.own, times.rival].map(undisturbed)
  if (bare === undefined || own === undefined || rival === undefined) return []
  return [
    { measurement: `${what} by bare fastify over HTTPS, ready bytes`, value: 1e6 / bare, unit },
    {
      measurement: '  by casproof serve over HTTPS, all checks done, against it',
      value: 1e6 / own,
      unit,
      ratio: bare / own,
      goal,
    },
    {
      measurement: '  by json-server over HTTP, against bare fastify over HTTPS',
      value: 1e6 / rival,
      unit,
      ratio: bare / rival,
    },
  ]
}
