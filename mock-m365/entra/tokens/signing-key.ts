/** The RSA key that signs tokens. Making one takes 40 ms and more, so a process makes one, when it is first needed. */
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

/** Theirs last five years; this one outlasts any clock that a run may have, and depends on the key alone (proposed). */
const SUBJECT = {
  // Of the certificates that login.microsoftonline.com shows (observed).
  commonName: 'accounts.accesscontrol.windows.net',
  from: Date.UTC(2020, 0, 1),
  to: Date.UTC(2049, 11, 31),
}

let ownKey: SigningKey | undefined

/** The process's own key, made on first use; every cloud that is given none shares it. */
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
