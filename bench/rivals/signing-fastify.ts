/** The least that a token endpoint over HTTPS can be: fastify, and one RS256 signature by node:crypto. argv: bytes of payload. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastify } from 'fastify'

const home = process.env.CASPROOF_HOME ?? ''
const https: Record<'key' | 'cert', string> = JSON.parse(readFileSync(join(home, 'leaf.json'), 'utf8'))
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const base64url = (text: string): string => Buffer.from(text).toString('base64url')
const filling = 'x'.repeat(Math.max(0, Number(process.argv[2]) - JSON.stringify({ n: 1e6, x: '' }).length))
const HEADER = base64url(JSON.stringify({ typ: 'JWT', alg: 'RS256' }))
let issued = 1e6

const app = fastify({ https })
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
app.post('/token', () => {
  const input = `${HEADER}.${base64url(JSON.stringify({ n: issued++, x: filling }))}`
  const signature = sign('sha256', Buffer.from(input), privateKey).toString('base64url')
  return { token_type: 'Bearer', expires_in: 3599, access_token: `${input}.${signature}` }
})
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ origin: origin.replace('127.0.0.1', 'localhost') })}\n`)
