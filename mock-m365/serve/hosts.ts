/**
 * Which hosts the mock stands for. The names are JSON, since the preload reads them too, on a Node that runs no
 * TypeScript; `*.` takes every name below.
 */
import names from './microsoft-hosts.json' with { type: 'json' }

/** A service answers there, or Microsoft does and the mock has nothing to say: such a host refuses and is never reached. */
export type Standing = 'emulated' | 'not emulated'

/** Every name of these domains, and no other, is Microsoft's here: what the doors serve and the authority signs for. */
export const MICROSOFT_DOMAINS: readonly string[] = names.domains

/** The real hosts as which the mock answers; the doors' contract test holds this list against the cloud's own. */
export const MICROSOFT_HOSTS: ReadonlySet<string> = new Set(
  names.emulated.filter((name) => !name.startsWith('*')),
)

/** Regional sign-in hosts (`westus2.login.microsoft.com`), which MSAL uses where a region is set. */
const EMULATED_BELOW = names.emulated.filter((name) => name.startsWith('*')).map((name) => name.slice(1))

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name (lower-case, no port, IPv6 in brackets) is this machine's own loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** What a host name (lower-case, no port) is to the mock; undefined where it is none of Microsoft's. */
export function standingOf(host: string): Standing | undefined {
  if (MICROSOFT_HOSTS.has(host) || EMULATED_BELOW.some((suffix) => host.endsWith(suffix))) return 'emulated'
  const known = MICROSOFT_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))
  return known ? 'not emulated' : undefined
}
