/**
 * Servers that take turns under load. Only processor time of the server counts, not the cost of the requests or
 * of other work on the machine.
 */
import { Load, type RequestText } from './load.ts'
import { ROUNDS } from './measurement.ts'
import type { ServerProcess } from './server-process.ts'

export interface Contestant {
  readonly server: ServerProcess
  readonly text: RequestText
}

/** Many short turns: other work on the machine comes in bursts of seconds, which should affect all servers equally. */
const SLICE_MS = 100
const TURNS = 3 * ROUNDS
/** Servers live for hours, and those that answer slowly take thousands of answers to become as fast as they stay. */
const WARM_UP_MS = 4000

/** Microseconds of processor time per answer, by contestant and round; a first round warms up. @param ca PEM */
export async function contest<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  ca: string,
  connections = 4,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) await warmUp(contestants[name], ca, connections)
  // Opening and closing a connection costs a server as much as many small answers, and is not measured.
  const loads = new Map<Name, Load>()
  try {
    for (const name of names)
      loads.set(name, await Load.open(contestants[name].server.said.origin, ca, connections))
    for (let round = 0; round < TURNS; round++)
      for (const [name, load] of loads) times[name].push(await microsecondsPerAnswer(contestants[name], load))
  } finally {
    for (const load of loads.values()) load.close()
  }
  return times
}

/** On its own connections: servers close those that wait for seconds, as the first server's would while the last warms up. */
async function warmUp({ server, text }: Contestant, ca: string, connections: number): Promise<void> {
  const load = await Load.open(server.said.origin, ca, connections)
  try {
    await load.run(text, WARM_UP_MS)
  } finally {
    load.close()
  }
}

async function microsecondsPerAnswer({ server, text }: Contestant, load: Load): Promise<number> {
  const before = await server.processorTime()
  const answers = await load.run(text, SLICE_MS)
  return ((await server.processorTime()) - before) / answers
}
