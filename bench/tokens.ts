/** (e) Tokens over HTTPS: casproof serve next to a fastify that only signs, and next to oauth2-mock-server. */
import { fileURLToPath } from 'node:url'
import { contest } from './contest.ts'
import { requestText } from './load.ts'
import { type Bench, type Row, undisturbed } from './measurement.ts'
import { clientForm, served, sharedHome } from './served.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

/** So many callers at once that a server is never woken for a single one of them. */
const CONNECTIONS = 16
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export const tokens: Bench = {
  name: 'tokens',
  async run() {
    const home = sharedHome()
    const started: ServerProcess[] = []
    const start = async (...args: string[]) => {
      const server = await serverProcess(args, home.directory)
      started.push(server)
      return server
    }
    try {
      const casproof = await served(home, 0)
      started.push(casproof.server)
      const form = await clientForm(casproof)
      const path = `/${casproof.tenantId}/oauth2/v2.0/token`
      const payload = payloadBytesOf(await casproof.ask('POST', path, `${newClaims(form, 0)}`))
      const bare = await start(
        fileURLToPath(new URL('./rivals/signing-fastify.ts', import.meta.url)),
        String(payload),
      )
      const rival = await start(fileURLToPath(new URL('./rivals/oauth2-mock-server.ts', import.meta.url)))
      const same = requestText('POST', path, FORM, `${form}`)
      const ofBare = requestText('POST', '/token', FORM, `${form}`)
      const times = await contest(
        {
          bare: { server: bare, text: (i) => requestText('POST', '/token', FORM, newClaims(form, i)) },
          new: { server: casproof.server, text: (i) => requestText('POST', path, FORM, newClaims(form, i)) },
          same: { server: casproof.server, text: () => same },
          rival: { server: rival, text: () => ofBare },
        },
        home.ca,
        CONNECTIONS,
      )
      return rowsOf(times)
    } finally {
      for (const server of started) await server.stop()
      home.remove()
    }
  },
}

/** A client says what it can do, and the token repeats it: so each of these tokens has claims that no other has. */
const newClaims = (form: URLSearchParams, i: number): string => {
  const claims = { access_token: { xms_cc: { values: ['cp1', `n${1e6 + i}`] } } }
  return `${form}&claims=${encodeURIComponent(JSON.stringify(claims))}`
}

function payloadBytesOf(answer: string): number {
  const { access_token }: { access_token: string } = JSON.parse(answer)
  return Buffer.from(access_token.split('.')[1] ?? '', 'base64url').length
}

function rowsOf(times: Readonly<Record<'bare' | 'new' | 'same' | 'rival', number[]>>): Row[] {
  const row = (measurement: string, way: keyof typeof times): Row => ({
    measurement,
    value: 1e6 / undisturbed(times[way]),
    unit: 'tokens/s',
  })
  const against = (
    measurement: string,
    way: keyof typeof times,
    other: keyof typeof times,
    bound?: number,
  ): Row => ({
    ...row(measurement, way),
    ratio: undisturbed(times[other]) / undisturbed(times[way]),
    ...(bound === undefined ? {} : { goal: { at: 'least', bound } }),
  })
  return [
    row('tokens by bare fastify over HTTPS that signs as many bytes', 'bare'),
    against('  by casproof serve, new claims each, against it', 'new', 'bare', 0.9),
    against('  by casproof serve, the same claims within a second, against that', 'same', 'new', 8),
    against('  by oauth2-mock-server over HTTPS, against bare fastify', 'rival', 'bare'),
    against('  by casproof serve, new claims each, against oauth2-mock-server', 'new', 'rival', 1),
  ]
}
