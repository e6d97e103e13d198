/** What `casproof serve --help` explains: the control surface, with a line for each route of its table, and mail. */
import { CONTROL_PREFIX, CONTROL_ROUTES } from '#mock-m365/serve'
import { beside } from './terminal.ts'

const MEANING_COLUMN = 9

export function explanationOfServe(): string {
  const routes = CONTROL_ROUTES.map(({ method, path, says }) =>
    beside(`  ${method.padEnd(6)} ${CONTROL_PREFIX}/${path}`, says, MEANING_COLUMN),
  )
  return `
Control surface: JSON below ${CONTROL_PREFIX}/ on loopback, for what no service of
Microsoft's offers.
${routes.join('\n')}
What each takes and answers is in ${CONTROL_PREFIX}/openapi.json. A body is JSON and
named so:
  curl --cacert ~/.casproof/ca.pem https://localhost:8443${CONTROL_PREFIX}/tenants
  curl --cacert ~/.casproof/ca.pem -H 'Content-Type: application/json' \\
    -d '{"seconds": 3600}' \\
    https://localhost:8443${CONTROL_PREFIX}/clock/advance
${OF_MAIL}`
}

const OF_MAIL = `
Mail (--smtp): what is sent to the edge goes its way by real connections: edge,
scanner, edge, mailbox or Internet. Loopback has no address that connectors and
rules could judge: XCLIENT tells one; without it you are 203.0.113.25.
  swaks --server localhost:2525 --tls --from friend@partner.example \\
    --to ada.lovelace@contoso.com
  swaks … --xclient-addr 20.4.48.50 \\
    --xclient-name inpost-eu.tmcas.trendmicro.com
Mailboxes send at the next port, with AUTH LOGIN once
Set-TransportConfig -SmtpClientAuthenticationDisabled $false allows it, or
vouched for from loopback:
  swaks --server localhost:2526 --tls --from ada.lovelace@contoso.com \\
    --xclient-login ada.lovelace@contoso.com …
`
