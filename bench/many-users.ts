/** (g) A tenant of a million users: its memory, its making, and whether finding one in it takes longer than among few. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { embeddedCloud, fetchOf, seededIds, virtualClock } from '#mock-m365'
import { namesOfPeople } from '../mock-m365/starting-states/generated-people.ts'
import { type Act, type Bench, compared, median, type Row, ratioOf } from './measurement.ts'

const MANY = 1_000_000
const PROCESSES = 3
const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

export const manyUsers: Bench = {
  name: 'many-users',
  async run() {
    const made: Readonly<Record<'bytesEach' | 'microsecondsEach' | 'indexBytesEach', number>>[] = []
    for (let i = 0; i < PROCESSES; i++) made.push(await tenantOfMany())
    const of = (name: keyof (typeof made)[number]) => median(made.map((one) => one[name]))
    const few = await finderAmong(1000)
    const more = await finderAmong(100_000)
    const times = await compared({ few, more })
    const one = "$filter=userPrincipalName eq '…'"
    return [
      row('a million users: heap and external memory of each', of('bytesEach'), 'B', 400),
      row('  making of each', of('microsecondsEach'), 'µs', 6),
      row('  an index over one property, of each', of('indexBytesEach'), 'B'),
      row(`${one} among 1,000 users, in process`, median(times.few), 'µs'),
      {
        ...row('  among 100,000, against it', median(times.more), 'µs', 1.5),
        ratio: ratioOf(times.more, times.few),
      },
    ]
  },
}

const row = (measurement: string, value: number, unit: string, bound?: number): Row => ({
  measurement,
  value,
  unit,
  ...(bound === undefined ? {} : { goal: { at: 'most', bound } }),
})

/** In a separate process, whose heap holds nothing else. */
async function tenantOfMany() {
  const script = fileURLToPath(new URL('./tenant-of-many.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, String(MANY)])
  return JSON.parse(stdout)
}

/** A request that finds one user of so many by name, another one each time. */
async function finderAmong(count: number): Promise<Act> {
  const surroundings = { clock: virtualClock(Date.UTC(2026, 0, 5)), ids: seededIds('bench') }
  const { cloud, tenants } = embeddedCloud(surroundings, { count, names: await namesOfPeople() })
  const { tenantId = '', accounts = [] } = tenants[0] ?? {}
  const form = {
    grant_type: 'password',
    client_id: PUBLIC_CLIENT_ID,
    username: accounts[0]?.userPrincipalName ?? '',
    password: accounts[0]?.password ?? '',
    scope: 'https://graph.microsoft.com/.default',
  }
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`
  const signedIn = await fetchOf(cloud)(url, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token }: { access_token?: string } = JSON.parse(await signedIn.text())
  const headers = { authorization: `Bearer ${access_token}` }
  const names = [...(cloud.tenants.get(tenantId)?.list('users') ?? [])].map((user) => user.userPrincipalName)
  const host = 'graph.microsoft.com'
  const ask = (name: unknown) =>
    cloud.handle({
      method: 'GET',
      host,
      origin: `https://${host}`,
      path: '/v1.0/users',
      query: `$filter=userPrincipalName eq '${name}'`,
      headers,
      body: '',
      at: cloud.clock.now(),
    })
  const { status, body } = ask(names[count - 1])
  if (status !== 200 || JSON.parse(String(body)).value.length !== 1)
    throw new Error(`a filter that finds one user answers ${status}: ${body}`)
  // As many different names among few users as among many, so that no memory of queries favours either.
  let i = 0
  return () => ask(names[(i++ * 7) % 1000])
}
