/**
 * Access tokens through MSAL. MSAL's own cache and its own throttle read the wall clock, so each acquisition uses
 * a new client object and this file keeps the token by the injected clock: one clock rules, also in simulation.
 */
import { ConfidentialClientApplication, type INetworkModule, PublicClientApplication } from '@azure/msal-node'
import type { Ports } from '../ports.ts'
import { AUTHORITY, systemOver, throughMsal } from './entra/msal.ts'
import { M365Error } from './errors.ts'
import { repeatable } from './retry.ts'

/** Microsoft Graph, Exchange Online, and the activity feeds of the Office 365 Management APIs. */
export const RESOURCES = [
  'https://graph.microsoft.com',
  'https://outlook.office365.com',
  'https://manage.office.com',
] as const

export type Resource = (typeof RESOURCES)[number]

export interface Tokens {
  /** A token that has at least five minutes to live. */
  token(resource: Resource): Promise<string>
  /** Forgets the token, so that the next one knows of roles and consent given since. */
  forget(resource: Resource): void
  /** How many tokens have been acquired: the product's "refreshes the access token". */
  readonly acquired: number
}

/** The product's own application in a customer's tenant. */
export interface ApplicationCredential {
  readonly clientId: string
  readonly clientSecret: string
}

/** A session's tokens for an administrator, for the steps that the product leaves to people. */
export interface AdministratorCredential {
  readonly username: string
  readonly password: string
}

/** Tokens are renewed this long before they expire. */
const MARGIN_MS = 5 * 60_000

/** Microsoft's own public clients that an administrator uses for each resource. */
const ADMINISTRATOR_CLIENTS: Readonly<
  Partial<Record<Resource, { readonly clientId: string; readonly scope: string }>>
> = {
  'https://graph.microsoft.com': {
    clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    scope: 'https://graph.microsoft.com/.default',
  },
  'https://outlook.office365.com': {
    clientId: 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
    scope: 'https://outlook.office365.com/.default',
  },
}

export function applicationTokens(
  ports: Ports,
  tenantId: string,
  { clientId, clientSecret }: ApplicationCredential,
): Tokens {
  return keptTokens(ports, (network, resource) =>
    new ConfidentialClientApplication({
      auth: { clientId, clientSecret, authority: `${AUTHORITY}/${tenantId}` },
      system: systemOver(network),
    }).acquireTokenByClientCredential({
      scopes: [`${resource}/.default`],
      skipCache: true,
      correlationId: ports.ids.uuid(),
    }),
  )
}

export function administratorTokens(
  ports: Ports,
  tenantId: string,
  { username, password }: AdministratorCredential,
): Tokens {
  return keptTokens(ports, (network, resource) => {
    const client = ADMINISTRATOR_CLIENTS[resource]
    if (!client) throw new RangeError(`administrators have no tool for ${resource}`)
    const { clientId, scope } = client
    return new PublicClientApplication({
      auth: { clientId, authority: `${AUTHORITY}/${tenantId}` },
      system: systemOver(network),
    }).acquireTokenByUsernamePassword({
      scopes: [scope],
      username,
      password,
      correlationId: ports.ids.uuid(),
    })
  })
}

/**
 * The application permissions of a token; undefined for a token that cannot be read, which proves nothing. The service
 * alone decides by them: they are read to tell an administrator early what is missing.
 */
export const rolesIn = (token: string): ReadonlySet<string> | undefined => namesIn(token, 'roles')

/** Template ids of the directory roles that a token names; undefined for a token that cannot be read. */
export const directoryRolesIn = (token: string): ReadonlySet<string> | undefined => namesIn(token, 'wids')

function namesIn(token: string, claim: 'roles' | 'wids'): ReadonlySet<string> | undefined {
  try {
    const { [claim]: names } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return new Set(Array.isArray(names) ? names.map(String) : [])
  } catch {
    return undefined
  }
}

/**
 * Runs a call with a token. A token knows the roles and permissions of the moment at which it was issued. When the
 * service refuses it, it is dropped, and the call is made once more with a new token.
 * A refused call had no effect, so every kind of call may be repeated.
 * @throws M365Error of the second try; of the token endpoint, where no token is given
 */
export async function withToken<T>(
  tokens: Tokens,
  resource: Resource,
  call: (token: string) => Promise<T>,
): Promise<T> {
  try {
    return await call(await tokens.token(resource))
  } catch (error) {
    if (!isRefusedToken(error)) throw error
    tokens.forget(resource)
  }
  try {
    return await call(await tokens.token(resource))
  } catch (error) {
    if (isRefusedToken(error)) tokens.forget(resource)
    throw error
  }
}

/** Microsoft Entra ID refuses a secret or a password in the same words; a new token would not help. */
const isRefusedToken = (error: unknown): boolean =>
  error instanceof M365Error &&
  error.service !== 'entra' &&
  (error.meaning === 'unauthorized' || error.meaning === 'forbidden')

interface Acquired {
  readonly accessToken: string
  readonly expiresOn: Date | null
}

const keptTokens = (ports: Ports, acquire: KeptTokens['acquire']): Tokens => new KeptTokens(ports, acquire)

class KeptTokens implements Tokens {
  readonly ports: Ports
  readonly acquire: (network: INetworkModule, resource: Resource) => Promise<Acquired | null>
  readonly #kept = new Map<Resource, { token: string; renewAt: number }>()
  acquired = 0

  constructor(ports: Ports, acquire: KeptTokens['acquire']) {
    this.ports = ports
    this.acquire = acquire
  }

  forget(resource: Resource): void {
    this.#kept.delete(resource)
  }

  async token(resource: Resource): Promise<string> {
    const { ports } = this
    const before = this.#kept.get(resource)
    if (before && ports.clock.now() < before.renewAt) return before.token
    const token = await repeatable(ports, () =>
      acquireOnce(ports, (network) => this.acquire(network, resource)),
    )
    this.acquired++
    this.#kept.set(resource, token)
    return token.token
  }
}

async function acquireOnce(
  ports: Ports,
  acquire: (network: INetworkModule) => Promise<Acquired | null>,
): Promise<{ token: string; renewAt: number }> {
  const { result, expiresIn } = await throughMsal(ports, acquire)
  if (!result?.accessToken) throw new M365Error('entra', 0, 'empty_answer', 'no token in the answer')
  const lifetimeMs = Number(expiresIn ?? 3599) * 1000
  return { token: result.accessToken, renewAt: ports.clock.now() + lifetimeMs - MARGIN_MS }
}
