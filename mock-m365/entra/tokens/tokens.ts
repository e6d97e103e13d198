/**
 * Access tokens: RS256, v1 form for Microsoft's own resources, claims taken from the tenant when they are issued.
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */

import { sign, verify } from 'node:crypto'
import QuickLRU from 'quick-lru'
import { readJws } from './jws.ts'
import type { SigningKey } from './signing-key.ts'

export interface Claims {
  readonly aud: string
  readonly iss: string
  /** Seconds since the epoch, like all times in tokens. */
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  readonly appid: string
  readonly app_displayname: string
  readonly idtyp: 'app' | 'user'
  /** Object id of the caller in the tenant: service principal (app) or user. */
  readonly oid: string
  readonly tid: string
  readonly roles?: readonly string[]
  readonly scp?: string
  readonly upn?: string
  readonly name?: string
  /** Template ids of the directory roles held, and the marker that every such token has. */
  readonly wids?: readonly string[]
  readonly [claim: string]: unknown
}

export type TokenFailure = 'missing' | 'malformed' | 'signature' | 'expired' | 'early'

/** An issued token. */
interface IssuedToken {
  readonly token: string
  readonly claims: Claims
}

/** Signs tokens, and recognizes its own tokens. */
export interface TokenIssuer {
  readonly key: SigningKey
  /** Issued tokens, so that checking a bearer token is a look-up without a signature. */
  readonly issued: IssuedTokens
}

/** By name. Forgotten ones are verified by their signature when they come again: a served mock lives for weeks. */
export type IssuedTokens = QuickLRU<string, IssuedToken>
export const issuedTokens = (): IssuedTokens => new QuickLRU({ maxSize: ISSUED_MAX })

const SIGNED_MAX = 2048
/** A larger cache costs more garbage collection than it saves: a dropped token is verified once more. */
const ISSUED_MAX = 512
/** Characters by which a token is looked up: the end of its signature. To hash all of it costs as much as a small request. */
const NAME_LENGTH = 32
/**
 * Signatures by key and claims: RS256 gives the same bytes for the same claims, and is the slowest part of a
 * run.
 */
const signed = new QuickLRU<string, { readonly claims: AnyClaims; readonly token: string }>({
  maxSize: SIGNED_MAX,
})

type AnyClaims = Readonly<Record<string, unknown>>

/** Signs the claims and remembers them as issued by this issuer. */
export function issueToken(issuer: TokenIssuer, claims: Claims): string {
  const token = signToken(issuer.key, claims)
  remember(issuer, token, claims)
  return token
}

function remember({ issued }: TokenIssuer, token: string, claims: Claims): void {
  issued.set(nameOf(token), { token, claims })
}

/**
 * The issued token with exactly this text: a token with the signature of another one has the same key, and is
 * not valid.
 */
function known({ issued }: TokenIssuer, token: string): Claims | undefined {
  const found = issued.get(nameOf(token))
  return found?.token === token ? found.claims : undefined
}

const nameOf = (token: string): string => token.slice(-NAME_LENGTH)

/** The claims of a bearer token, or why it is not valid. Its times are compared with the arrival's time. */
export function readToken(
  issuer: TokenIssuer,
  authorization: string | undefined,
  at: number,
): Claims | TokenFailure {
  const token = bearerIn(authorization)
  if (!token) return 'missing'
  const claims = known(issuer, token) ?? verified(issuer, token)
  if (typeof claims === 'string') return claims
  if (claims.exp * 1000 <= at) return 'expired'
  return claims.nbf * 1000 > at ? 'early' : claims
}

/** A fast path: every request comes here, and nearly all spell the scheme in the usual way. */
function bearerIn(authorization = ''): string | undefined {
  if (authorization.startsWith('Bearer ey')) return authorization.slice('Bearer '.length)
  return /^bearer +(\S+)$/i.exec(authorization)?.[1]
}

/** Signs claims that no resource of the mock reads: id tokens, and access tokens for others. */
export function signToken(key: SigningKey, claims: AnyClaims): string {
  // A short hash; the full values are compared afterwards.
  const name = `${key.kid} ${claims.iat} ${claims.exp} ${claims.aud} ${claims.sub} ${claims.scp}`
  const before = signed.get(name)
  if (before && areSame(before.claims, claims)) return before.token
  const input = `${headerOf(key, claims.ver)}.${base64url(JSON.stringify(claims))}`
  const token = `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`
  signed.set(name, { claims, token })
  return token
}

/** Claims are plain values and lists of them; other values never count as equal. */
function areSame(a: AnyClaims, b: AnyClaims): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => isSame(a[name], b[name]))
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((one, i) => one === b[i])
}

/** Tokens of the newer form do not name the certificate by its thumbprint (observed). */
function headerOf({ kid }: SigningKey, version: unknown): string {
  const thumbprint = version === '2.0' ? {} : { x5t: kid }
  return base64url(JSON.stringify({ typ: 'JWT', alg: 'RS256', ...thumbprint, kid }))
}

/** A token that is not in the cache, for example after a fork or a restart with the same key. */
function verified(issuer: TokenIssuer, token: string): Claims | TokenFailure {
  const jws = readJws(token)
  if (!jws) return 'malformed'
  const { header, input, signature } = jws
  const isSigned =
    header.alg === 'RS256' && verify('sha256', Buffer.from(input), issuer.key.publicKey, signature)
  if (!isSigned) return 'signature'
  const claims = jws.claims as Claims
  remember(issuer, token, claims)
  return claims
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** The claims of any token that the issuer's key signed, for an exchange; the caller checks the claims. */
export function readAssertion(
  issuer: TokenIssuer,
  token: string,
): Readonly<Record<string, unknown>> | undefined {
  const claims = known(issuer, token) ?? verified(issuer, token)
  return typeof claims === 'string' ? undefined : claims
}
