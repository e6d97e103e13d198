/** A consent's answer as somebody brings it who did not get it so: the product must not take it for its own. */
import type { Forged } from './script.ts'

const CHANGES: Readonly<Record<Forged, (answer: URL) => void>> = {
  state: ({ searchParams }) => searchParams.set('state', 'a state that nobody gave out'),
  tenant: ({ searchParams }) => searchParams.set('tenant', 'f00dface-0000-4000-8000-000000000000'),
  consent: ({ searchParams }) => {
    for (const name of [...searchParams.keys()]) if (/consent/i.test(name)) searchParams.delete(name)
  },
  address: (answer) => {
    answer.host = 'elsewhere.example'
  },
}

/** @param callback the URL to which the browser was sent */
export function withForged(callback: string, forged: Forged | undefined): string {
  if (forged === undefined) return callback
  const url = new URL(callback)
  CHANGES[forged](url)
  return url.href
}
