/** The RSA key that signs tokens. Making one takes 40 ms and more, so a process makes one, when it is first needed. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'

export interface SigningKey {
  /** Key id, also the key's x5t. */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
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
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { kid: `mock-${createHash('sha1').update(der).digest('base64url')}`, privateKey, publicKey }
}
