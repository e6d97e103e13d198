/** (c) From the start of the process to the first good answer: `casproof serve` against bare fastify. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHome } from '#mock-m365/serve'
import { certificatesOf } from '../mock-m365/serve/certificates.ts'
import { type Bench, median, ROUNDS, ratioOf } from './measurement.ts'

const GOAL = { at: 'most', bound: 3 } as const
const DEADLINE_MS = 20_000

/** Both print one line of JSON with their origin, run from source, and speak HTTPS with a certificate that is ready. */
const WAYS = {
  bare: [fileURLToPath(new URL('./bare-fastify.ts', import.meta.url))],
  casproof: [fileURLToPath(new URL('../cli/main.ts', import.meta.url)), 'serve', '--port', '0', '--json'],
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
      const ratio = ratioOf(times.casproof, times.bare)
      return [
        {
          measurement: 'start of bare fastify over HTTPS, from source',
          value: median(times.bare),
          unit: 'ms',
        },
        {
          measurement: '  start of casproof serve, against it',
          value: median(times.casproof),
          unit: 'ms',
          ratio,
          goal: GOAL,
        },
      ]
    } finally {
      rmSync(directory, { recursive: true })
    }
  },
}

/** Milliseconds from the start of a process to its first answer of 200. */
async function startOf(args: readonly string[], home: string, ca: string): Promise<number> {
  const began = performance.now()
  const env = { ...process.env, CASPROOF_HOME: home }
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: DEADLINE_MS,
  })
  try {
    let line = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      line += chunk
      if (line.includes('\n')) break
    }
    if (!line.includes('\n')) throw new Error(`${args.join(' ')} ended without saying where it listens`)
    const { origin } = JSON.parse(line) as { origin: string }
    const status = await new Promise<number | undefined>((answered, failed) => {
      const asked = request(`${origin}/healthz`, { ca, agent: false }, (answer) =>
        answered(answer.resume().statusCode),
      )
      asked.on('error', failed).end()
    })
    if (status !== 200) throw new Error(`${args.join(' ')} answers ${status}`)
    return performance.now() - began
  } finally {
    const ended = new Promise((end) => child.once('close', end))
    child.kill('SIGKILL')
    await ended
  }
}
