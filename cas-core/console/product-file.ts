/** The product's settings as JSON: what the vendor's side knows. Checked before anything begins. */
import * as v from 'valibot'
import { readJson } from '#input'
import type { ProductSettings } from './product.ts'

const TEXT = v.pipe(v.string('text'), v.nonEmpty('text'))
const GUID = v.pipe(v.string('a GUID'), v.regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'a GUID'))
const ADDRESS = v.pipe(
  v.string('an address such as "https://console.example/consented"'),
  v.url('an address such as "https://console.example/consented"'),
)
const PORT = v.pipe(
  v.number('a port, 1 to 65535'),
  v.integer('a port, 1 to 65535'),
  v.minValue(1, 'a port, 1 to 65535'),
  v.maxValue(65_535, 'a port, 1 to 65535'),
)
const SENDER = v.pipe(v.string('an e-mail address'), v.email('an e-mail address'))

export const PRODUCT = v.strictObject({
  profile: v.picklist(['cas', 'cecp', '2023-08']),
  vendorKey: TEXT,
  applications: v.array(
    v.strictObject({
      purpose: TEXT,
      clientId: GUID,
      clientSecret: TEXT,
      redirectUri: ADDRESS,
      // As `casproof serve --json` prints it, so that it can be taken over whole.
      displayName: v.exactOptional(TEXT),
    }),
  ),
  spoofTypes: v.exactOptional(v.array(v.picklist(['External', 'Internal']))),
  /** How to reach Microsoft's services; the Internet where it is absent. */
  network: v.exactOptional(
    v.strictObject({
      /** File of a certificate authority to trust. */
      ca: v.exactOptional(TEXT),
      proxy: v.exactOptional(TEXT),
      /** `host:port` to which every connection goes. */
      connectTo: v.exactOptional(TEXT),
    }),
  ),
  /** How the product sends its own e-mail; nobody is told by e-mail where it is absent. */
  mail: v.exactOptional(
    v.strictObject({
      host: TEXT,
      port: PORT,
      from: SENDER,
      /** File of a certificate authority to trust in place of the public ones. */
      ca: v.exactOptional(TEXT),
    }),
  ),
})

/** The mail server that takes the product's own e-mail. */
export type MailServer = NonNullable<v.InferOutput<typeof PRODUCT>['mail']>

export interface ProductFile {
  readonly settings: ProductSettings
  readonly network: { readonly ca?: string; readonly proxy?: string; readonly connectTo?: string }
  readonly mail?: MailServer
}

/**
 * @param json the file's text or bytes @param name what to call it in errors @param mend what errors end with
 * @throws InputError naming place, what belongs there and what was found
 */
export function productFrom(json: string | Uint8Array, name: string, mend: string): ProductFile {
  const {
    applications,
    network = {},
    mail,
    ...rest
  } = readJson(PRODUCT, json, { name, mend }, { bytesMax: 1_000_000 })
  const byPurpose = Object.fromEntries(applications.map((application) => [application.purpose, application]))
  return { settings: { ...rest, applications: byPurpose }, network, ...(mail ? { mail } : {}) }
}
