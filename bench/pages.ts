/** (f) Users over HTTPS: casproof serve beside a fastify that sends ready bytes, and beside json-server. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contest } from './contest.ts'
import { requestText } from './load.ts'
import { type Bench, median, type Row, ratioOf } from './measurement.ts'
import { type Served, served, sharedHome } from './served.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

const USERS = 10_000
const PAGE = 999

export const pages: Bench = {
  name: 'pages',
  async run() {
    const home = sharedHome()
    const started: ServerProcess[] = []
    const start = async (...args: string[]) => {
      const server = await serverProcess(args, home.directory)
      started.push(server)
      return server
    }
    const file = (name: string, text: string) => {
      const path = join(home.directory, name)
      writeFileSync(path, text)
      return path
    }
    try {
      const casproof = await served(home, USERS)
      started.push(casproof.server)
      const users = await usersOf(casproof)
      const some = users.slice(0, PAGE)
      const ids = some.map(({ id }) => String(id))
      const pagePath = `/v1.0/users?$top=${PAGE}`
      const ready = [
        file('page.json', await casproof.ask('GET', pagePath)),
        file('one.json', await casproof.ask('GET', `/v1.0/users/${ids[0]}`)),
      ]
      const bare = await start(
        fileURLToPath(new URL('./rivals/sending-fastify.ts', import.meta.url)),
        ...ready,
      )
      const rival = await start(
        fileURLToPath(new URL('./rivals/json-server.ts', import.meta.url)),
        file('db.json', JSON.stringify({ users })),
      )
      const { authorization } = casproof
      const own = (path: string) => requestText('GET', path, { authorization })
      const page = own(pagePath)
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
        home.ca,
      )
      return [
        ...rowsOf(
          'a page of 999 of 10,000 users',
          'pages/s',
          times['bare page'],
          times.page,
          times['rival page'],
          0.45,
        ),
        ...rowsOf('one user by id', 'users/s', times['bare one'], times.one, times['rival one'], 0.5),
      ]
    } finally {
      for (const server of started) await server.stop()
      home.remove()
    }
  },
}

/** All of them, as a client reads them page by page. */
async function usersOf({ ask, server }: Served): Promise<Record<string, unknown>[]> {
  const users: Record<string, unknown>[] = []
  for (let path: string | undefined = `/v1.0/users?$top=${PAGE}`; path; ) {
    const page: { value: Record<string, unknown>[]; '@odata.nextLink'?: string } = JSON.parse(
      await ask('GET', path),
    )
    users.push(...page.value)
    path = page['@odata.nextLink']?.slice(server.said.origin.length)
  }
  return users
}

type Times = readonly number[]

function rowsOf(what: string, unit: string, bare: Times, own: Times, rival: Times, bound: number): Row[] {
  return [
    { measurement: `${what} by bare fastify over HTTPS, ready bytes`, value: 1e6 / median(bare), unit },
    {
      measurement: '  by casproof serve over HTTPS, all checks done, against it',
      value: 1e6 / median(own),
      unit,
      ratio: ratioOf(bare, own),
      goal: { at: 'least', bound },
    },
    {
      measurement: '  by json-server over HTTP, against bare fastify over HTTPS',
      value: 1e6 / median(rival),
      unit,
      ratio: ratioOf(bare, rival),
    },
  ]
}
