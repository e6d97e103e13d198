/**
 * Certificate for subscribers' endpoints on this machine: Graph does not call endpoints over plain http, and
 * public certificates for loopback do not exist.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeLeaf } from './certificates.ts'
import type { Home } from './home.ts'
import { replaceFile } from './home-directory.ts'

/** Files in PEM, for localhost, 127.0.0.1 and ::1. */
export interface EndpointCertificate {
  readonly certFile: string
  readonly keyFile: string
}

const DAY_MS = 86_400_000

/**
 * The certificate in the home; a new one where it is missing, expires within a day, or is not from the home's
 * authority.
 * @param now milliseconds since the epoch
 */
export function endpointCertificate(
  { directory, authority }: Pick<Home, 'directory' | 'authority'>,
  now: number,
): EndpointCertificate {
  const files = { certFile: join(directory, 'localhost.pem'), keyFile: join(directory, 'localhost-key.pem') }
  if (isGood(files.certFile, authority.certificatePem, now)) return files
  const { cert, key } = makeLeaf(authority, undefined, now)
  replaceFile(files.keyFile, key, 0o600)
  replaceFile(files.certFile, cert, 0o644)
  return files
}

function isGood(certFile: string, authority: string, now: number): boolean {
  try {
    const leaf = new X509Certificate(readFileSync(certFile))
    return leaf.verify(new X509Certificate(authority).publicKey) && leaf.validToDate.getTime() > now + DAY_MS
  } catch {
    return false
  }
}
