/** The mock's HTTPS door on Node's own server, without the server that owns our routes: the yardstick for what that costs. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { deliverRegularly, loadableFaults, movableClock, randomIds } from '#mock-m365/serve'
import { answerTo } from '../mock-m365/serve/doors/doorway.ts'
import { LIMITS } from '../mock-m365/serve/doors/limits.ts'
import { microsoftListener } from '../mock-m365/serve/doors/microsoft-listener.ts'
import { embeddedCloud } from '../mock-m365/starting-states/index.ts'

const { key, cert }: Record<'key' | 'cert', string> = JSON.parse(
  readFileSync(join(process.env.CASPROOF_HOME ?? '', 'leaf.json'), 'utf8'),
)
// With everything else that a served cloud has.
const clock = movableClock({ now: Date.now })
const { cloud } = embeddedCloud({ clock, ids: randomIds, faults: loadableFaults() })
deliverRegularly(cloud)
const server = createServer(
  { key, cert, ...LIMITS, ALPNProtocols: ['http/1.1'] },
  microsoftListener((visit) => answerTo(cloud, new Set(), visit), undefined),
)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  process.stdout.write(`${JSON.stringify({ origin: `https://localhost:${port}` })}\n`)
})
