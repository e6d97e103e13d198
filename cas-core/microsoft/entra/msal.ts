/** MSAL over the product's own network: one act of one new client object, with its failures in the one form. */
import { AuthError, type INetworkModule, LogLevel } from '@azure/msal-node'
import type { Ports } from '../../ports.ts'
import { M365Error, noAnswer, retryAfterSecondsOf } from '../errors.ts'

/** The customer's tenants sign in here; the mock answers under the same name. */
export const AUTHORITY = 'https://login.microsoftonline.com'

/** What a client object of MSAL is made with. Nobody listens to its log, which it would write all the same. */
export const systemOver = (networkClient: INetworkModule) => ({
  networkClient,
  loggerOptions: { logLevel: LogLevel.Error },
})

/**
 * Runs one act of MSAL. Each act names its correlation id, which MSAL would otherwise draw by chance, and which refusals repeat.
 * @returns what MSAL gives, and `expires_in` of the last answer as the service wrote it
 * @throws M365Error
 */
export async function throughMsal<T>(
  ports: Ports,
  act: (network: INetworkModule) => Promise<T>,
): Promise<{ readonly result: T; readonly expiresIn: unknown }> {
  const { network, last } = networkOver(ports)
  try {
    return { result: await act(network), expiresIn: last().expiresIn }
  } catch (error) {
    if (error instanceof M365Error) throw error
    const { status, retryAfter, lost, refusal } = last()
    if (lost) throw lost
    const message = refusal ?? (error instanceof Error ? error.message : String(error))
    const code =
      /AADSTS\d+/.exec(message)?.[0] ?? (error instanceof AuthError ? error.errorCode : 'unreadable')
    throw new M365Error('entra', status, code, message, retryAfterSecondsOf(retryAfter, ports.clock.now()))
  }
}

interface Heard {
  readonly status: number
  readonly retryAfter: string | null
  readonly expiresIn?: unknown
  /** The service's own words about its refusal. */
  readonly refusal?: string
  /** Why no answer came. */
  readonly lost?: M365Error
}

const NOTHING_HEARD: Heard = { status: 0, retryAfter: null }

/** MSAL's network port over ours. It keeps the parts of the last answer that MSAL's errors lose. */
function networkOver(ports: Ports) {
  let last = NOTHING_HEARD
  const send = async <T>(
    method: 'GET' | 'POST',
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    last = NOTHING_HEARD
    const { headers = {}, body } = options ?? {}
    try {
      const response = await ports.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
      const text = await response.text()
      last = { status: response.status, retryAfter: response.headers.get('Retry-After') }
      const parsed = JSON.parse(text)
      last = { ...last, expiresIn: parsed?.expires_in, refusal: parsed?.error_description }
      return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed as T }
    } catch (error) {
      if (last === NOTHING_HEARD) last = { ...last, lost: noAnswer('entra', error) }
      throw error
    }
  }
  const network: INetworkModule = {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
  return { network, last: () => last }
}
