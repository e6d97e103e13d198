/** Which published client sent a request, by what it says of itself on the wire. Nothing of a client is changed for it. */

/** The parts of a request that identify its client; header names are lower-case. */
export interface Sent {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: string
  readonly body: string
}

const header =
  (name: string, pattern: RegExp) =>
  ({ headers }: Sent) =>
    pattern.test(headers[name] ?? '')

const CLIENTS: readonly { readonly name: string; readonly sent: (sent: Sent) => boolean }[] = [
  { name: '@azure/identity', sent: header('user-agent', /azsdk-js-identity\//) },
  { name: 'CLI for Microsoft 365', sent: header('user-agent', /CLIMicrosoft365/) },
  { name: 'openid-client', sent: header('user-agent', /openid-client\/|oauth4webapi\//) },
  { name: '@microsoft/msgraph-sdk', sent: header('sdkversion', /graph-typescript/) },
  { name: '@microsoft/microsoft-graph-client', sent: header('sdkversion', /graph-js\//) },
  {
    name: '@azure/msal-node',
    sent: ({ headers, query, body }) =>
      /x-client-sku=msal\.js\.node/i.test(`${query}&${body}`) ||
      /msal\.js\.node/i.test(headers['x-client-sku'] ?? ''),
  },
]

/** Its name, or undefined for a request that any program could have sent. */
export const clientOf = (sent: Sent): string | undefined => CLIENTS.find((one) => one.sent(sent))?.name
