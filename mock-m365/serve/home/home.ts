/**
 * Where `serve` keeps what must survive a process: the local CA, its key, and the key that signs tokens. So a
 * client trusts the CA once, and tokens stay valid after a restart.
 */

import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '#output'
import { type SigningKey, signingKeyFrom } from '../../entra/tokens/signing-key.ts'
import { type Authority, authorityFrom, makeAuthority } from './certificates.ts'
import { replaceFile, temporary } from './home-directory.ts'

export interface Home {
  readonly directory: string
  /** Only the CA's certificate, for NODE_EXTRA_CA_CERTS and similar variables. */
  readonly caFile: string
  readonly authority: Authority
  readonly signingKey: SigningKey
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/

/**
 * Opens the home, and makes what is missing, unreadable or expired. Only the user may read it.
 * @param now milliseconds since the epoch
 * @throws Error naming the directory, if it cannot be written
 */
export function openHome(directory: string, now: number): Home {
  try {
    makeFolder(directory, 0o700)
    chmodSync(directory, 0o700)
    const authority = secretFrom(
      join(directory, 'ca-key.pem'),
      (text) => readAuthority(text, now),
      () => newAuthority(now),
    )
    const signingKey = secretFrom(join(directory, 'token-key.pem'), signingKeyFrom, newSigningKey)
    const caFile = join(directory, 'ca.pem')
    if (read(caFile) !== authority.certificatePem) replaceFile(caFile, authority.certificatePem, 0o644)
    return { directory, caFile, authority, signingKey }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${directory}: ${reason}. Set CASPROOF_HOME to a directory that can be written.`, {
      cause: error,
    })
  }
}

/** Key and certificate share a file, so that a crash or a second process cannot separate them. */
function readAuthority(text: string, now: number): Authority {
  return authorityFrom(CERTIFICATE.exec(text)?.[0] ?? '', text.replace(CERTIFICATE, ''), now)
}

function newAuthority(now: number): string {
  const { certificatePem, privateKey } = makeAuthority(now)
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' })}${certificatePem}`
}

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A secret from its file; a new one where the file is missing or unusable. */
function secretFrom<T>(file: string, parse: (text: string) => T, make: () => string): T {
  const before = usable(file, parse)
  if (before !== undefined) return before
  rmSync(file, { force: true })
  const text = make()
  return claim(file, text) ? parse(text) : (usable(file, parse) ?? parse(text))
}

function usable<T>(file: string, parse: (text: string) => T): T | undefined {
  const text = read(file)
  if (text === undefined) return undefined
  chmodSync(file, 0o600)
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Writes a file atomically unless it exists: two servers that start together get the same secret. */
function claim(file: string, text: string): boolean {
  const fresh = temporary(file, text, 0o600)
  try {
    linkSync(fresh, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    renameSync(fresh, file) // a file system without links: the last one wins
    return true
  } finally {
    rmSync(fresh, { force: true })
  }
}
