/** What a client's environment must say for the client to end at the mock, its own code and settings unchanged. */
import type { Serving } from './doors.ts'

export type Environment = Readonly<Record<string, string>>

/** Loopback is reached directly, so that a user's own servers stay where they are. */
const DIRECT = 'localhost,127.0.0.1,::1'

/**
 * In both spellings: many programs read small letters first (curl, Node, Python), and one that a shell had before would
 * lead past the mock to the real cloud. ALL_PROXY counts nowhere beside a variable for https, and stays as it is.
 */
export function proxyVariables(proxy: string): Environment {
  return { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: DIRECT, no_proxy: DIRECT }
}

/**
 * By the forward proxy. Node's own fetch and https follow it from 24.5 (and 22.21) on, when NODE_USE_ENV_PROXY says so;
 * axios, @azure/identity, curl and Python follow it by themselves. https://nodejs.org/learn/http/enterprise-network-configuration
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
 * By the preload, for Node programs that know no proxy: what NODE_OPTIONS must hold. The module takes its settings from
 * its own address, so that this one variable is enough.
 */
export function preloadOption({ origin, caFile }: Pick<Serving, 'origin' | 'caFile'>): string {
  const url = new URL('./preload.mjs', import.meta.url)
  url.search = new URLSearchParams({ port: new URL(origin).port, ca: caFile })
    .toString()
    .replaceAll('+', '%20')
  return `--import=${url.href}`
}
