/** The least that a fastify server over HTTPS can be, as the yardstick for the start of `casproof serve`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify } from 'fastify'

const { key, cert }: Record<'key' | 'cert', string> = JSON.parse(
  readFileSync(join(process.env.CASPROOF_HOME ?? '', 'leaf.json'), 'utf8'),
)
const app = fastify({ https: { key, cert } })
app.get('/healthz', () => 'ok')
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ origin })}\n`)
