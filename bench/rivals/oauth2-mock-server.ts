/** oauth2-mock-server as its README starts it, over HTTPS with the certificate of the others. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OAuth2Server } from 'oauth2-mock-server'

const home = process.env.CASPROOF_HOME ?? ''
const leaf: Record<'key' | 'cert', string> = JSON.parse(readFileSync(join(home, 'leaf.json'), 'utf8'))
const [key, cert] = [join(home, 'leaf-key.pem'), join(home, 'leaf-cert.pem')]
writeFileSync(key, leaf.key)
writeFileSync(cert, leaf.cert)
const server = new OAuth2Server(key, cert)
await server.issuer.keys.generate('RS256')
await server.start(0, '127.0.0.1')
process.stdout.write(`${JSON.stringify({ origin: `https://localhost:${server.address().port}` })}\n`)
