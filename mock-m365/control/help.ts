/** Help of the control surface in `casproof serve --help`: a line for each route of the table. */
import { CONTROL_PREFIX } from './perform.ts'
import { ROUTES } from './table.ts'

export function controlHelp(): string {
  const width = Math.max(...ROUTES.map(({ path }) => path.length))
  const lines = ROUTES.map(
    ({ method, path, says }) => `  ${method.padEnd(6)} ${CONTROL_PREFIX}/${path.padEnd(width)}   ${says}`,
  )
  return `
Control surface: JSON below ${CONTROL_PREFIX}/ on loopback, for what no service of Microsoft's offers.
${lines.join('\n')}
What each takes and answers is in ${CONTROL_PREFIX}/openapi.json. A body is JSON and named so:
  curl --cacert ~/.casproof/ca.pem https://localhost:8443${CONTROL_PREFIX}/tenants
  curl --cacert ~/.casproof/ca.pem -H 'Content-Type: application/json' -d '{"seconds": 3600}' \\
    https://localhost:8443${CONTROL_PREFIX}/clock/advance
`
}
