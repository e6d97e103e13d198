/** The control surface on the server: each row of the table is a fastify route, checked by the row's schemas. */
import type { FastifyRequest, FastifySchema } from 'fastify'
import type { Schema } from '#input'
import type { OwnRoutes } from '../serve/doors/own-server.ts'
import { validatorWith } from '../serve/doors/route-schemas.ts'
import { isLoopback } from '../serve/hosts.ts'
import { answerOfError, type Control } from './control.ts'
import { bodyIn, CONTROL_PREFIX, MEND, partsOf, perform, routeFor } from './perform.ts'
import { ControlError, type Route } from './route.ts'
import { ROUTES } from './table.ts'

/** The prefix is only for the control surface: unknown paths below it are refused in its own words. */
export const controlRoutes =
  (control: Control): OwnRoutes =>
  (app, _, done) => {
    app.register(ofTheTable(control), { prefix: CONTROL_PREFIX })
    done()
  }

const ofTheTable =
  (control: Control): OwnRoutes =>
  (app, _, done) => {
    app.addHook('onRequest', async ({ host, ip }) => checkCaller(host, ip))
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'string' }, async ({ headers }: FastifyRequest, text: string) =>
      bodyIn(headers['content-type'], text),
    )
    app.setValidatorCompiler<Schema>(validatorWith(MEND))
    app.setErrorHandler((error, _request, reply) => {
      const { status, headers, body } = answerOfError(error)
      return reply.code(status).headers(headers).send(body)
    })
    app.setNotFoundHandler(({ method, url }) => {
      routeFor(ROUTES, method, partsOf(url.split('?', 1)[0] ?? ''))
      throw new ControlError(404, `no such route; GET ${CONTROL_PREFIX}/ lists them`)
    })
    for (const route of ROUTES) {
      app.route({
        method: route.method,
        url: `/${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        schema: schemaOf(route),
        handler: async ({ params, query, body }, reply) => {
          reply.header('Content-Type', 'application/json; charset=utf-8').header('Cache-Control', 'no-store')
          const { tenant = '' } = params as { readonly tenant?: string }
          return perform(route, control.controlled, { tenant, query, body: body ?? {} })
        },
      })
    }
    done()
  }

function schemaOf({ method, query, body, output }: Route): FastifySchema {
  return { querystring: query, ...(method === 'GET' ? {} : { body }), response: { 200: output } }
}

/** Only for callers on this machine that use a loopback name: with `--host` others reach only the services. */
function checkCaller(host: string, address: string): void {
  if (!isLoopback(host.replace(/:\d+$/, '').toLowerCase()) || !/^(?:::ffff:)?127\.|^::1$/.test(address))
    throw new ControlError(403, 'the control surface answers on loopback only')
}
