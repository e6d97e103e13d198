/** How the served mock reaches endpoints: only those on this machine, over HTTPS. */
import { request } from 'node:https'
import type { Outside } from '../exchange/mail-flow/outside/outside.ts'
import type { Heard, Notify } from '../graph/subscriptions/notify.ts'
import type { Microsoft365 } from '../services.ts'
import { isLoopback } from './hosts.ts'

/** Larger than a token or an error page. */
const BODY_MAX = 65_536

/**
 * Endpoints elsewhere are never called, and count as not answering: a mock must not send data to other
 * machines.
 * @param trusted authorities whose certificates an endpoint may show, PEM: Graph trusts public ones, which
 * nobody has
 *   for loopback
 */
export function loopbackNotifier(trusted: readonly string[]): Notify {
  return async ({ url, contentType, body, timeoutMs }) => {
    const { protocol, hostname } = new URL(url)
    if (protocol !== 'https:' || !isLoopback(hostname)) return undefined
    return new Promise<Heard | undefined>((resolve) => {
      const options = {
        method: 'POST',
        ca: [...trusted],
        // A new agent for each call, so that a restarted endpoint gets a new connection.
        agent: false,
        headers: { 'content-type': contentType, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
      }
      const called = request(url, options, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => {
          if (text.length < BODY_MAX) text += part
        })
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            contentType: answer.headers['content-type'] ?? '',
            body: text.slice(0, BODY_MAX),
          }),
        )
        answer.on('error', () => resolve(undefined))
      })
      called.on('error', () => resolve(undefined)).end(body)
    })
  }
}

/**
 * Lets a cloud deliver notifications and mail again and again until stopped.
 * @param outside hosts that mail meets outside; the Internet alone where absent
 * @returns what stops it
 */
export function deliverRegularly(
  cloud: Pick<Microsoft365, 'deliverNotifications' | 'deliverMail'>,
  { outside, pauseMs = 250 }: { readonly outside?: Outside; readonly pauseMs?: number } = {},
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const round = async () => {
    await cloud.deliverNotifications()
    await cloud.deliverMail(outside)
    if (!isStopped) timer = setTimeout(round, pauseMs).unref()
  }
  timer = setTimeout(round, pauseMs).unref()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
