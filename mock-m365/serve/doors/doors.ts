/** Both doors with a socket, opened and closed together: HTTPS and the forward proxy. */
import { type Control, controlRoutes } from '../../control/index.ts'
import { certificatesOf } from '../home/certificates.ts'
import type { Home } from '../home/home.ts'
import type { Answering } from './gate.ts'
import { httpsDoor } from './https-door.ts'
import { ownPages } from './own-pages.ts'
import { proxyDoor } from './proxy-door.ts'

export interface ServeOptions {
  readonly cloud: Answering
  readonly home: Pick<Home, 'authority' | 'caFile'>
  /** The handler of `/_casproof/` on loopback; where absent, the path does not exist. */
  readonly control?: Control
  /** Port of HTTPS. 0 or absent: any free port. */
  readonly port?: number
  /** Port of the forward proxy, which listens on loopback only. 0 or absent: any free port. */
  readonly proxyPort?: number
  /** Address on which HTTPS listens; 127.0.0.1 where absent. */
  readonly host?: string
  /** One line of JSON for each request on standard error: method, host, path and status, never a query or a body. */
  readonly log?: boolean
}

export interface Serving {
  /** `https://localhost:8443` */
  readonly origin: string
  /** `http://127.0.0.1:8444` */
  readonly proxy: string
  readonly caFile: string
  close(): Promise<void>
}

/** Opens both ports. @throws Error where a port is taken or the address is not this machine's */
export async function serve({
  cloud,
  home,
  control,
  port = 0,
  proxyPort = 0,
  host = '127.0.0.1',
  log = false,
}: ServeOptions): Promise<Serving> {
  const certificates = certificatesOf(home.authority, Date.now)
  const routes = [ownPages, ...(control ? [controlRoutes(control)] : [])]
  const https = await httpsDoor({ cloud, routes, certificates, port, host, log })
  try {
    const { proxy, close } = await proxyDoor(https, proxyPort)
    return {
      origin: https.origin,
      proxy,
      caFile: home.caFile,
      close: async () => void (await Promise.all([close(), https.close()])),
    }
  } catch (error) {
    await https.close()
    throw error
  }
}
