/** json-server by its own command, as a user starts it. argv: the file to serve. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const POLL_MS = 100
const port = await freePort()
process.argv.push('--port', String(port))
await import(import.meta.resolve('json-server/lib/bin.js'))
const origin = `http://localhost:${port}`
while (!(await fetch(`${origin}/users/1`).catch(() => undefined))) await wait(POLL_MS)
process.stdout.write(`\n${JSON.stringify({ origin })}\n`)

/** Its command takes no 0. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
