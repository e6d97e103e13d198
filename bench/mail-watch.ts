/** (i) Probes sent after every write of a run: what they cost compared with the run itself, before anything is cached. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Bench, median } from './measurement.ts'

const PROCESSES = 3
const GOAL = { at: 'most', bound: 0.7, next: 0.3 } as const

export const mailWatch: Bench = {
  name: 'mail-watch',
  async run() {
    const measured: Awaited<ReturnType<typeof watchedRuns>>[] = []
    for (let i = 0; i < PROCESSES; i++) measured.push(await watchedRuns())
    const writes = Math.round((measured[0]?.writes ?? 0) / (measured[0]?.runs ?? 1))
    return [
      {
        measurement: 'four stages, each at a site and under policies that are new to the process',
        value: median(measured.map((one) => one.else / one.runs / 1000)),
        unit: 'ms',
      },
      {
        measurement: `  the watch over mail after each of ${writes} writes, against it`,
        value: median(measured.map(({ watching, runs }) => watching / runs / 1000)),
        unit: 'ms',
        ratio: median(measured.map((one) => one.watching / one.else)),
        goal: GOAL,
      },
    ]
  },
}

/** In a separate process, which has seen nothing. */
async function watchedRuns(): Promise<Readonly<Record<'runs' | 'writes' | 'watching' | 'else', number>>> {
  const script = fileURLToPath(new URL('./watched-runs.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script])
  return JSON.parse(stdout)
}
