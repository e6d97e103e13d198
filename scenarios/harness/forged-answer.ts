/** A consent's answer as somebody brings it who did not get it so: the product must not take it for its own. */
import type { Forged } from './script.ts'

const CHANGES: Readonly<Record<Forged, (answer: URLSearchParams) => void>> = {
  state: (answer) => answer.set('state', 'a state that nobody gave out'),
  tenant: (answer) => answer.set('tenant', 'f00dface-0000-4000-8000-000000000000'),
  consent: (answer) => {
    for (const name of [...answer.keys()]) if (/consent/i.test(name)) answer.delete(name)
  },
}

/** @param callback the URL to which the browser was sent */
export function withForged(callback: string, forged: Forged | undefined): string {
  if (forged === undefined) return callback
  const url = new URL(callback)
  CHANGES[forged](url.searchParams)
  return url.href
}
