/**
 * Sends a Node program's connections to Microsoft's hosts to the mock, for programs that know no proxy:
 * NODE_OPTIONS=--import=file:///…/preload.mjs?port=8443&ca=/…/ca.pem (casproof env --preload prints it).
 * Plain JavaScript, since it runs in the program's own Node, which may be 20 and need not know TypeScript.
 */
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import tls from 'node:tls'

const settings = new URL(import.meta.url).searchParams
const port = Number(settings.get('port'))
const ca = readFileSync(settings.get('ca') ?? '', 'utf8')
const { domains } = JSON.parse(readFileSync(new URL('./microsoft-hosts.json', import.meta.url), 'utf8'))

const connect = tls.connect

tls.connect = (...args) => {
  const given = args.find((one) => typeof one === 'object' && one !== null) ?? {}
  const listener = args.find((one) => typeof one === 'function')
  const servername = String(given.servername || given.host || (typeof args[1] === 'string' ? args[1] : ''))
  if (!isMicrosofts(servername.toLowerCase())) return connect(...args)
  // A tunnel that a proxy agent has made leads to another place than the mock.
  given.socket?.destroy()
  const { socket, path, lookup, ...options } = given
  return connect({ ...options, host: '127.0.0.1', port, servername, ca }, listener)
}
syncBuiltinESMExports()

function isMicrosofts(name) {
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
}
