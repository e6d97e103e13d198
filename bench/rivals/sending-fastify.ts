/** The least that a directory over HTTPS can be: fastify, and bytes that were ready before. argv: files, served as /0, /1, … */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify } from 'fastify'

const home = process.env.CASPROOF_HOME ?? ''
const https: Record<'key' | 'cert', string> = JSON.parse(readFileSync(join(home, 'leaf.json'), 'utf8'))
const app = fastify({ https })
for (const [i, file] of process.argv.slice(2).entries()) {
  const bytes = readFileSync(file)
  app.route({
    method: ['GET', 'POST'],
    url: `/${i}`,
    handler: (_request, reply) => reply.type('application/json').send(bytes),
  })
}
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ origin: origin.replace('127.0.0.1', 'localhost') })}\n`)
