/**
 * (c) From the start of the process to the first good answer: `casproof serve` against bare fastify. Counted in
 * processor time of the server, so that what else the machine does is not taken for the server's.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHome } from '#mock-m365/serve'
import { certificatesOf } from '../mock-m365/serve/home/certificates.ts'
import { type Bench, median, ROUNDS, ratioOf } from './measurement.ts'
import { serverProcess } from './server-process.ts'

const GOAL = { at: 'most', bound: 2.2 } as const

/** Both print one line of JSON with their origin, run from source, and speak HTTPS with a certificate that is ready. */
const WAYS = {
  bare: [fileURLToPath(new URL('./bare-fastify.ts', import.meta.url))],
  casproof: [
    fileURLToPath(new URL('../cli/casproof.mjs', import.meta.url)),
    'serve',
    '--port',
    '0',
    '--json',
  ],
} as const

export const start: Bench = {
  name: 'start',
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'casproof-start-'))
    try {
      const { authority, caFile } = openHome(directory, Date.now())
      writeFileSync(
        join(directory, 'leaf.json'),
        JSON.stringify(certificatesOf(authority, Date.now).fallback),
      )
      const ca = readFileSync(caFile, 'utf8')
      const times = { bare: [] as number[], casproof: [] as number[] }
      for (let round = -1; round < ROUNDS; round++)
        for (const way of ['bare', 'casproof'] as const) {
          const ms = await startOf(WAYS[way], directory, ca)
          if (round >= 0) times[way].push(ms)
        }
      return [
        {
          measurement: 'start of bare fastify over HTTPS, from source',
          value: median(times.bare),
          unit: 'ms of processor time',
        },
        {
          measurement: '  start of casproof serve, against it',
          value: median(times.casproof),
          unit: 'ms of processor time',
          ratio: ratioOf(times.casproof, times.bare),
          goal: GOAL,
        },
      ]
    } finally {
      rmSync(directory, { recursive: true })
    }
  },
}

/** Milliseconds of processor time from the start of a process to its first answer of 200. */
async function startOf(args: readonly string[], home: string, ca: string): Promise<number> {
  const server = await serverProcess(args, home)
  try {
    const status = await new Promise<number | undefined>((answered, failed) => {
      const asked = request(`${server.said.origin}/healthz`, { ca, agent: false }, (answer) =>
        answered(answer.resume().statusCode),
      )
      asked.on('error', failed).end()
    })
    if (status !== 200) throw new Error(`${args.join(' ')} answers ${status}`)
    return (await server.processorTime()) / 1000
  } finally {
    await server.stop()
  }
}
