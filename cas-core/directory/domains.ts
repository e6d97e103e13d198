/**
 * Verified domains and their MX records, which inline mode synchronizes.
 * Source: the page of changes made by inline protection. API mode reads neither.
 */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import { isPassing } from '../microsoft/retry.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import type { DirectoryStore } from '../ports.ts'

/** In lower case, sorted. */
export async function verifiedDomains(session: Session): Promise<string[]> {
  const verified = (await session.list('/domains')).filter((domain) => domain.isVerified === true)
  return [...new Set(verified.map((domain) => text(domain.id).toLowerCase()))].sort()
}

/**
 * Keeps the domains with their MX records. Of a domain whose records cannot be read, the earlier ones stay.
 * @returns the domains whose records could not be read: each is told, and nothing else of the tenant waits for them
 * @throws M365Error where the caller is refused, or where hardly any domain can be read
 */
export async function keepDomains(
  session: Session,
  store: DirectoryStore,
  names: readonly string[],
): Promise<string[]> {
  const before = new Map((await store.domains()).map(({ name, mx }) => [name, mx]))
  const mx = await recordsOf(session, names)
  await store.apply({ domains: names.map((name) => ({ name, mx: mx.get(name) ?? before.get(name) })) })
  return names.filter((name) => !mx.has(name))
}

/** So many domains may fail one after the other: more are a service that is unwell. Proposed. */
const FAILING_MAX = 3

/** MX hosts by domain. What cannot be read is asked for a second time, a minute later, and then left out. */
async function recordsOf(session: Session, domains: readonly string[]): Promise<Map<string, string[]>> {
  const mx = new Map<string, string[]>()
  const failing = new Set<string>()
  for (const isLast of [false, true]) {
    for (const domain of domains.filter((one) => !mx.has(one)))
      try {
        mx.set(domain, await mxOf(session, domain))
      } catch (error) {
        if (!(error instanceof M365Error) || !(isAnswer(error) || isPassing(error))) throw error
        if (isPassing(error) && failing.add(domain).size > FAILING_MAX) throw error
      }
    if (isLast || mx.size === domains.length) break
    await session.ports.clock.sleep(CONFIRM_MS)
  }
  return mx
}

async function mxOf(session: Session, domain: string): Promise<string[]> {
  const records = await session.list(`/domains/${encodeURIComponent(domain)}/serviceConfigurationRecords`)
  return records.filter((record) => record.recordType === 'Mx').map((record) => text(record.mailExchange))
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
