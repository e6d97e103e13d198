/** Where the browser may be sent back to. https://learn.microsoft.com/entra/identity-platform/reply-url */
import type { Entity } from '../../base.ts'
import { recordOf, text } from '../directory/directory.ts'
import type { Registration } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Platform } from '../sign-ins.ts'

export interface ReplyAddress {
  /** As the request spells it: codes are sent there, and redeemed with the same spelling. */
  readonly uri: string
  readonly platform: Platform
}

const PLATFORMS: readonly Platform[] = ['web', 'spa', 'publicClient']

/**
 * The requested address. Without one: the application's default, or the first registered one. @throws
 * EntraError 50011, 500113
 */
export function replyAddressOf({ application, appId }: Registration, asked: string | null): ReplyAddress {
  const registered = PLATFORMS.flatMap((platform) => urisOf(application, platform))
  if (registered.length === 0 && !asked) throw refuse.replyAddressMissing({ appId })
  const byDefault = registered.find(({ uri }) => uri === application.defaultRedirectUri) ?? registered[0]
  const found = asked ? registered.find(({ uri }) => isSame(uri, asked)) : byDefault
  if (!found || !URL.canParse(asked || found.uri))
    throw refuse.redirectMismatch({ uri: asked ?? found?.uri ?? '', appId })
  return { uri: asked || found.uri, platform: found.platform }
}

function urisOf(application: Entity, platform: Platform): ReplyAddress[] {
  const { redirectUris } = recordOf(application[platform])
  return Array.isArray(redirectUris) ? redirectUris.map((uri) => ({ uri: text(uri), platform })) : []
}

/** Must be equal; on loopback names the port does not matter (documented, for http). */
function isSame(registered: string, asked: string): boolean {
  if (registered === asked) return true
  if (!URL.canParse(registered) || !URL.canParse(asked)) return false
  const [one, other] = [new URL(registered), new URL(asked)]
  const isLoopback =
    one.protocol === 'http:' && (one.hostname === 'localhost' || one.hostname === '127.0.0.1')
  if (!isLoopback) return false
  one.port = other.port
  return one.href === other.href && !other.username && !other.password && !other.hash
}
