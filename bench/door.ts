/** What the server of our own routes costs a small request to Microsoft's paths, which are answered ahead of its router. */
import { fileURLToPath } from 'node:url'
import { contest } from './contest.ts'
import { requestText } from './load.ts'
import { type Bench, ratioOf, undisturbed } from './measurement.ts'
import { served, sharedHome } from './served.ts'
import { serverProcess } from './server-process.ts'

const GOAL = { at: 'most', bound: 1.03 } as const
const PATH = '/common/v2.0/.well-known/openid-configuration'

export const door: Bench = {
  name: 'door',
  async run() {
    const home = sharedHome()
    const alone = await serverProcess(
      [fileURLToPath(new URL('./node-alone.ts', import.meta.url))],
      home.directory,
    )
    const { server } = await served(home, 0)
    try {
      const text = () => requestText('GET', PATH)
      const times = await contest({ alone: { server: alone, text }, served: { server, text } }, home.ca)
      return [
        {
          measurement: 'a small request, by Node’s own server',
          value: undisturbed(times.alone),
          unit: 'µs of processor time',
        },
        {
          measurement: '  ahead of the router of casproof serve, against it',
          value: undisturbed(times.served),
          unit: 'µs of processor time',
          ratio: ratioOf(times.served, times.alone),
          goal: GOAL,
        },
      ]
    } finally {
      await Promise.all([alone.stop(), server.stop()])
      home.remove()
    }
  },
}
