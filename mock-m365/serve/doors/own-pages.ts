/** The server's own pages: its description, and a health check. */
import type { OwnRoutes } from './own-server.ts'

const TEXT = 'text/plain; charset=utf-8'

const WELCOME = `casproof: a mock Microsoft 365 (Entra ID, Microsoft Graph, Exchange Online). Nothing here is real.

  POST /{tenant}/oauth2/v2.0/token    sign-in and tokens
  /v1.0/…  /beta/…                    Microsoft Graph
  POST /adminapi/beta/{tenant}/InvokeCommand    Exchange Online
  GET  /healthz                       200 while the server runs
  GET  /_casproof/                    the control surface: change logs, requests, faults, time
`

export const ownPages: OwnRoutes = (app, _, done) => {
  app.get('/', (_request, reply) => reply.type(TEXT).send(WELCOME))
  app.get('/healthz', (_request, reply) => reply.type(TEXT).send('ok\n'))
  done()
}
