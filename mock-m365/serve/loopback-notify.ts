/** The served mock's way out: endpoints on this machine, and no others. */
import type { Notify } from '../graph/subscriptions/notify.ts'
import { isLoopback } from './hosts.ts'

/** More than a token or an error page that anybody reads. */
const BODY_MAX = 65_536

/** Whoever is elsewhere is never called, and counts as not answering: a mock must not send mail's traces abroad. */
export const loopbackNotify: Notify = async ({ url, contentType, body, timeoutMs }) => {
  if (!isLoopback(new URL(url).hostname)) return undefined
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = (await answer.text()).slice(0, BODY_MAX)
    return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', body: text }
  } catch {
    return undefined
  }
}

/** Lets a cloud deliver again and again until stopped. @returns what stops it */
export function deliverRegularly(
  cloud: { deliverNotifications(): Promise<unknown> },
  pauseMs = 250,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const round = async () => {
    await cloud.deliverNotifications()
    if (!isStopped) timer = setTimeout(round, pauseMs).unref()
  }
  timer = setTimeout(round, pauseMs).unref()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
