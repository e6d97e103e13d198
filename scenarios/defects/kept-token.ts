import type { Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const steps: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'take role', value: 'Trend Micro Cloud App Security' },
  { op: 'advance', hours: 24 },
  { op: 'synchronize', expect: { outcome: 'failed' } },
  { op: 'assign role' },
  { op: 'advance', hours: 0.25 },
  { op: 'synchronize', expect: { outcome: 'done' } },
]

export const keptToken = defect({
  name: 'kept token',
  story:
    'a token that was refused is used until it expires, so that a role given back has no effect for an hour',
  expected: 'steps end as written',
  steps,
  warp: { ports: (ports) => ({ ...ports, fetch: keepingTokens(ports) }) },
})

const KEPT_MS = 55 * 60_000

/** A caller who asks for a token of the same scope before {@link KEPT_MS} have passed is given the same one. */
function keepingTokens({ fetch, clock }: Ports): Ports['fetch'] {
  const kept = new Map<string, { readonly text: string; readonly until: number }>()
  return async (input, init) => {
    const { body } = init ?? {}
    const scope =
      typeof body === 'string' && body.includes('client_credentials')
        ? new URLSearchParams(body).get('scope')
        : null
    if (scope === null) return fetch(input, init)
    const before = kept.get(scope)
    if (before && clock.now() < before.until) return new Response(before.text)
    const response = await fetch(input, init)
    const text = await response.text()
    if (response.ok) kept.set(scope, { text, until: clock.now() + KEPT_MS })
    return new Response(text, response)
  }
}
