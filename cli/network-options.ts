/** Options that say how the product reaches Microsoft's services. */
import { type Network, network } from '#cas-core'
import { textOf } from './files.ts'

export interface NetworkOptions {
  /** File of a certificate authority to trust. */
  readonly ca?: string
  /** Forward proxy. */
  readonly proxy?: string
  /** `host:port` to which every connection goes. */
  readonly connectTo?: string
}

/** What to say where the authority is wrong. */
export const OWN_AUTHORITY = 'casproof serve prints where its own is'

/** @throws Error naming option, value and mend */
export const networkFor = ({ ca, proxy, connectTo }: NetworkOptions): Network =>
  network({
    ...(ca ? { ca: authorityIn(ca) } : {}),
    ...(proxy ? { proxy: proxyAt(proxy) } : {}),
    ...(connectTo ? { connectTo: addressOf(connectTo) } : {}),
  })

/** @throws Error naming option, file and what to do, if the file has no certificate */
function authorityIn(file: string): string {
  const text = readable(file)
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`--ca: ${file} holds no certificate in PEM; ${OWN_AUTHORITY}`)
  return text
}

function readable(file: string): string {
  try {
    return textOf(file, '--ca')
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; ${OWN_AUTHORITY}`)
  }
}

function proxyAt(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`--proxy takes an address such as http://127.0.0.1:8444, not "${url}"`)
  return url
}

function addressOf(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (!host || Number(port) < 1 || Number(port) > 65_535)
    throw new Error(`--connect-to takes host:port, not "${text}"`)
  return { host, port: Number(port) }
}
