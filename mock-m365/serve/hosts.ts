/**
 * The hosts that the mock serves. The names are JSON, since the preload also reads them, on a Node without
 * TypeScript; `*.` means every name below.
 */
import names from './microsoft-hosts.json' with { type: 'json' }

/**
 * Either a service here answers for the host, or the host is Microsoft's but not emulated: then requests are
 * refused and never leave.
 */
export type Standing = 'emulated' | 'not emulated'

/**
 * All names of these domains, and only these, count as Microsoft's here: the doors serve them and the
 * authority signs for them.
 */
export const MICROSOFT_DOMAINS: readonly string[] = names.domains

/** The real hosts that the mock serves; the doors' contract test compares this list with the cloud's own. */
export const MICROSOFT_HOSTS: ReadonlySet<string> = new Set(
  names.emulated.filter((name) => !name.startsWith('*')),
)

/** Regional sign-in hosts (`westus2.login.microsoft.com`), which MSAL uses where a region is set. */
const EMULATED_BELOW = names.emulated.filter((name) => name.startsWith('*')).map((name) => name.slice(1))

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name (lower-case, no port, IPv6 in brackets) is this machine's own loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** The mock's role for a host name (lower-case, no port); undefined where the host is not Microsoft's. */
export function standingOf(host: string): Standing | undefined {
  if (MICROSOFT_HOSTS.has(host) || EMULATED_BELOW.some((suffix) => host.endsWith(suffix))) return 'emulated'
  const known = MICROSOFT_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))
  return known ? 'not emulated' : undefined
}
