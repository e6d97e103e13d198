/**
 * The RSA key that signs tokens. Making one takes 40 ms and more, so a process makes only one, at its first
 * use.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { selfSigned } from './self-signed.ts'

export interface SigningKey {
  /** Key id, also the key's x5t: the SHA-1 of the certificate. */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** DER of the certificate that keys documents show for it. */
  readonly certificate: Buffer
}

/**
 * Microsoft's last five years. This one is valid for any clock of a run, and depends only on the key
 * (proposed).
 */
const SUBJECT = {
  // Subject of the certificates that login.microsoftonline.com shows (observed).
  commonName: 'accounts.accesscontrol.windows.net',
  from: Date.UTC(2020, 0, 1),
  to: Date.UTC(2049, 11, 31),
}

let ownKey: SigningKey | undefined

/** The process's own key, made at its first use; clouds without a given key share it. */
export function signingKey(): SigningKey {
  ownKey ??= keyOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
  return ownKey
}

/** A key from PKCS #8 PEM text, as `serve` keeps it on disk. */
export function signingKeyFrom(pem: string): SigningKey {
  return keyOf(createPrivateKey(pem))
}

function keyOf(privateKey: KeyObject): SigningKey {
  const certificate = selfSigned(privateKey, SUBJECT)
  const kid = createHash('sha1').update(certificate).digest('base64url')
  return { kid, privateKey, publicKey: createPublicKey(privateKey), certificate }
}
