/** The real network: undici's fetch, with a proxy and a certificate authority if they are set. */
import { Agent, buildConnector, fetch, ProxyAgent } from 'undici'

export interface NetworkOptions {
  /** PEM text of the only certificate authorities to trust, instead of the system's. */
  readonly ca?: string
  /** URL of a forward proxy. */
  readonly proxy?: string
  /** Where every connection really goes, like curl's --connect-to: host names and certificates stay the same. */
  readonly connectTo?: { readonly host: string; readonly port: number }
}

export interface Network {
  readonly fetch: typeof globalThis.fetch
  close(): Promise<void>
}

/** Milliseconds after which a request without an answer is given up; Exchange cmdlets may take fifteen minutes. */
const ANSWER_MS = 16 * 60_000

export function network({ ca, proxy, connectTo }: NetworkOptions = {}): Network {
  const tls = ca === undefined ? {} : { ca }
  const limits = { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS }
  const dispatcher = proxy
    ? new ProxyAgent({ uri: proxy, requestTls: tls, ...limits })
    : new Agent({ connect: connectTo ? elsewhere(tls, connectTo) : tls, ...limits })
  return {
    // undici's types and the global ones differ in name only
    fetch: ((input: never, init: object) =>
      fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch,
    close: () => dispatcher.close(),
  }
}

function elsewhere(
  tls: { ca?: string },
  { host, port }: { host: string; port: number },
): buildConnector.connector {
  const connect = buildConnector(tls)
  return (options, done) =>
    connect(
      { ...options, hostname: host, port: String(port), servername: options.servername ?? options.hostname },
      done,
    )
}
