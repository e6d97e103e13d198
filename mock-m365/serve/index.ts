/** The doors with a socket: HTTPS and forward proxy, for clients that cannot be handed a `fetch`. Loopback unless told otherwise. */
import type { Control } from '../control/index.ts'
import type { SmtpOptions, SmtpServing } from '../smtp/index.ts'
import { certificatesOf } from './certificates.ts'
import type { Answering } from './gate.ts'
import type { Home } from './home.ts'
import { httpsDoor } from './https-door.ts'
import { proxyDoor } from './proxy-door.ts'

export { controlOf, loadableFaults, movableClock } from '../control/index.ts'
export { selfSigned } from '../entra/tokens/self-signed.ts'
export { type Announcement, announce, announced } from './announcement.ts'
export { environmentFor, preloadOption } from './environment.ts'
export { makeFolder } from './folder.ts'
export { type Home, homeDirectory, openHome } from './home.ts'
export { deliverRegularly, loopbackNotify } from './loopback-notify.ts'
export { randomIds } from './random-ids.ts'
export { type ExportedState, type StartingCloud, startingCloud, type TenantFacts } from './starting-cloud.ts'
export { type MockInUse, useMock } from './use-mock.ts'

export type { SmtpServing }

/** Mail over real sockets. Loaded only when asked for, to keep it off the start path. */
export async function openSmtp(
  options: Omit<SmtpOptions, 'now' | 'pause'> & { readonly pauseMs?: number },
): Promise<SmtpServing> {
  const { pauseMs = 1000, ...rest } = options
  const pause = () => new Promise<void>((done) => setTimeout(done, pauseMs).unref())
  const smtp = await import('../smtp/index.ts')
  return smtp.openSmtp({ ...rest, now: Date.now(), pause })
}

export interface ServeOptions {
  readonly cloud: Answering
  readonly home: Pick<Home, 'authority' | 'caFile'>
  /** What `/_casproof/` does on loopback; absent, there is no such path. */
  readonly control?: Control
  /** Of HTTPS. 0 or absent: any free port. */
  readonly port?: number
  /** Of the forward proxy, which listens on loopback only. 0 or absent: any free port. */
  readonly proxyPort?: number
  /** Address on which HTTPS listens; 127.0.0.1 unless told otherwise. */
  readonly host?: string
  /** One line of JSON a request on standard error: method, host, path and status, never a query or a body. */
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
  const https = await httpsDoor({ cloud, control, certificates, port, host, log })
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
