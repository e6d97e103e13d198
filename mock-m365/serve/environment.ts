/** Environment variables that lead an unchanged client to the mock. */
import type { Serving } from './doors/doors.ts'

export type Environment = Readonly<Record<string, string>>

/** Loopback is reached directly, so that a user's own servers still work. */
const DIRECT = 'localhost,127.0.0.1,::1'

/**
 * In both spellings: many programs read lower case first (curl, Node, Python), and an older lower-case value
 * of the shell would lead to the real cloud. ALL_PROXY has no effect where a variable for https is set, and
 * is not changed.
 */
export function proxyVariables(proxy: string): Environment {
  return { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: DIRECT, no_proxy: DIRECT }
}

/**
 * By the forward proxy. Node's own fetch and https use it from 24.5 (and 22.21) on with NODE_USE_ENV_PROXY;
 * axios, @azure/identity, curl and Python use it by themselves.
 * https://nodejs.org/learn/http/enterprise-network-configuration
 */
export function environmentFor({ proxy, caFile }: Pick<Serving, 'proxy' | 'caFile'>): Environment {
  return {
    ...proxyVariables(proxy),
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: caFile,
    CURL_CA_BUNDLE: caFile,
    SSL_CERT_FILE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
  }
}

/**
 * By the preload, for Node programs without proxy support: the value of NODE_OPTIONS. The module reads its
 * settings from its own URL, so this variable suffices.
 */
export function preloadOption({ origin, caFile }: Pick<Serving, 'origin' | 'caFile'>): string {
  const url = new URL('./preload.mjs', import.meta.url)
  url.search = new URLSearchParams({ port: new URL(origin).port, ca: caFile })
    .toString()
    .replaceAll('+', '%20')
  return `--import=${url.href}`
}
