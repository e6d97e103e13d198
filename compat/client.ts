/** What the suite asks of a client, and what it must know to ask: the columns of the table, and the world behind it. */
import type { MockInUse } from '#mock-m365/serve'

/** The columns. One more is a line here; a client that can do it names it in its own table. */
export const OPERATIONS = [
  'metadata',
  'token by secret',
  'token by certificate',
  'token by password',
  'token by code',
  'refresh',
  'token by device code',
  'on behalf of',
  'userinfo',
  'list and next page',
  'get',
  'create',
  'delete',
  'error',
] as const

export type Operation = (typeof OPERATIONS)[number]

/** Begun before all others, for every client at once: what they do in it is mostly waiting. */
export const WAITING: Operation = 'token by device code'

/** The columns that are about getting tokens, for clients that have them from another one. */
export const SIGN_IN: readonly Operation[] = OPERATIONS.slice(0, OPERATIONS.indexOf('userinfo') + 1)

/** Each resolves where the client heard what it would have heard from Microsoft, and rejects with why not. */
export type Acts = Readonly<Partial<Record<Operation, () => Promise<unknown>>>>

/** A client as it is published: unmodified, and configured with names and secrets only. */
export interface RealClient {
  readonly name: string
  /** Undefined where it is not installed here. */
  readonly version: () => Promise<string | undefined>
  /** The operations that it has, called in the order of the columns. */
  readonly open: (world: World) => Promise<Acts>
  /** The reason for a dash in the table, if it is more than a missing call. */
  readonly lacks?: Readonly<Partial<Record<Operation, string>>>
}

export interface OwnApplication {
  readonly clientId: string
  readonly clientSecret: string
  /** Of the web platform: what comes back there is redeemed by secret or certificate. */
  readonly redirectUri: string
  /** Of the public platform, where no secret belongs. */
  readonly publicRedirectUri: string
  /** The scope of its API. */
  readonly api: string
  readonly certificate: {
    /** Certificate and private key, PEM. */
    readonly pem: string
    readonly privateKey: string
    /** Of the DER, hexadecimal. */
    readonly sha1: string
    readonly sha256: string
  }
}

export interface World extends Pick<MockInUse, 'origin' | 'cloud'> {
  readonly tenantId: string
  /** Verified, for new users. */
  readonly domain: string
  /** May read and write users and groups by itself. */
  readonly application: { readonly clientId: string; readonly clientSecret: string }
  /** A Global Administrator, and a public client to sign in with. */
  readonly person: { readonly username: string; readonly password: string; readonly clientId: string }
  /** The tenant's own application, which has its own API: people sign in to it, and it has a secret and a certificate. */
  readonly own: OwnApplication
  /** What a program started from a shell that has read `casproof env` has in its environment, and no more. */
  readonly environment: Readonly<Record<string, string>>
  /** An empty folder of its own for what a program leaves behind. */
  readonly folder: string
}

export const LOGIN = 'https://login.microsoftonline.com'
export const GRAPH = 'https://graph.microsoft.com'
export const GRAPH_DEFAULT = `${GRAPH}/.default`
/** Well-formed, and nobody's. */
export const NOBODY = '00000000-0000-4000-8000-000000000000'
/** Fewer than there are users, so that a list has a next page. */
export const PAGE_SIZE = 50
