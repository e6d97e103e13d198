import { together, type Warp } from '../harness/world.ts'
import { granted } from './granted.ts'
import { trial } from './trial.ts'

/** Minutes between two times at which the product is asked for something: close to the hour, and far from it. */
const PAUSES = [1, 50, 9, 61, 59, 60, 180, 5, 54, 1440, 30, 31]

export const tokensInTime = trial<Warp>({
  name: 'tokens in time',
  statement: 'no call of the product bears a token that has expired, whenever it is made',
  clauses: ['RU-02'],
  right: {},
  wrong: { 'keeps a token for two hours': keepsTokens(120 * 60_000) },
  async breaches(subject, warp) {
    const seen: string[] = []
    let borne = 0
    const watching: Warp = {
      ports: (ports) => ({
        ...ports,
        fetch: (input, init) => {
          const expiry = expiryOf(new Headers(init?.headers).get('authorization'))
          if (expiry !== undefined) borne++
          if (expiry !== undefined && expiry <= ports.clock.now())
            seen.push(`a call was made with a token that had expired: ${String(input)}`)
          return ports.fetch(input, init)
        },
      }),
    }
    const { world } = await granted({ warp: together(together(watching, warp), subject) })
    for (const minutes of PAUSES) {
      world.clock.advance(minutes * 60_000)
      await world.service.synchronize()
    }
    return borne < PAUSES.length ? ['hardly a call bore a token, so that nothing is shown'] : seen.slice(0, 3)
  },
})

/** Milliseconds since the epoch. */
function expiryOf(authorization: string | null): number | undefined {
  const [, claims] = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '') ?? []
  if (claims === undefined) return undefined
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')).exp * 1000
}

/** The product is given an earlier token of the scope again, as if it lived so long. */
export function keepsTokens(keptMs: number): Warp {
  return {
    ports: ({ fetch, clock, ...rest }) => {
      const kept = new Map<string, { readonly text: string; readonly until: number }>()
      return {
        ...rest,
        clock,
        async fetch(input, init) {
          const { body } = init ?? {}
          const isAsked = typeof body === 'string' && body.includes('client_credentials')
          const scope = isAsked ? new URLSearchParams(body).get('scope') : null
          if (scope === null) return fetch(input, init)
          const before = kept.get(scope)
          if (before && clock.now() < before.until) return new Response(before.text)
          const response = await fetch(input, init)
          const text = await response.text()
          kept.set(scope, { text, until: clock.now() + keptMs })
          return new Response(text, response)
        },
      }
    },
  }
}
