/** Lists changed by faults of reads: the same answer with other entries. Other answers are not changed. */
import type { Answer } from '../wire.ts'

const NEXT = '@odata.nextLink'

/** @param change makes the entries that the caller sees; @param goesOn true where the link to the next page stays */
export function listingWith(
  answer: Answer,
  change: (entries: readonly unknown[]) => readonly unknown[],
  goesOn: boolean,
): Answer {
  if (answer.status !== 200 || typeof answer.body !== 'string') return answer
  const page = listingIn(answer.body)
  if (!page) return answer
  const { [NEXT]: next, ...rest } = page
  const entries = change(page.value)
  const link = goesOn && next !== undefined ? { [NEXT]: next } : {}
  return { ...answer, body: JSON.stringify({ ...rest, ...link, value: entries }) }
}

/** The entries of a page; undefined where the answer is not one. */
export const entriesIn = ({ status, body }: Answer): readonly unknown[] | undefined =>
  status === 200 && typeof body === 'string' ? listingIn(body)?.value : undefined

interface Listing extends Readonly<Record<string, unknown>> {
  readonly value: readonly unknown[]
}

function listingIn(body: string): Listing | undefined {
  try {
    const value: unknown = JSON.parse(body)
    const isListing =
      typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value)
    return isListing ? (value as Listing) : undefined
  } catch {
    return undefined
  }
}
