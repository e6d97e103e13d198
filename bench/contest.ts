/**
 * Servers that take turns under load. Counted in processor time of the server, so that neither what asking costs nor
 * what else the machine does is taken for the server's.
 */
import { Load, type RequestText } from './load.ts'
import { ROUNDS } from './measurement.ts'
import type { ServerProcess } from './server-process.ts'

export interface Contestant {
  readonly server: ServerProcess
  readonly text: RequestText
}

/** Short turns and many: what else the machine does comes in bursts of seconds, and is to strike all alike. */
const SLICE_MS = 100
const TURNS = 3 * ROUNDS
/** Servers live for hours, and take a second to become as fast as they stay. */
const WARM_UP_MS = 1500

/** Microseconds of processor time per answer, by contestant and round; a first round warms up. @param ca PEM */
export async function contest<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  ca: string,
  connections = 4,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -1; round < TURNS; round++)
    for (const name of names) {
      const us = await microsecondsPerAnswer(
        contestants[name],
        ca,
        connections,
        round < 0 ? WARM_UP_MS : SLICE_MS,
      )
      if (round >= 0) times[name].push(us)
    }
  return times
}

/** Connections are made for each turn, and outside of the measurement: servers close those that wait for too long. */
async function microsecondsPerAnswer(
  { server, text }: Contestant,
  ca: string,
  connections: number,
  ms: number,
): Promise<number> {
  const load = await Load.open(server.said.origin, ca, connections)
  try {
    const before = await server.processorTime()
    const answers = await load.run(text, ms)
    return ((await server.processorTime()) - before) / answers
  } finally {
    load.close()
  }
}
