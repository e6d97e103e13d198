/** Who would lose protection if the policies followed what was read. */
import type { Directory } from '../directory/view.ts'
import { coversDomain } from './domains.ts'
import { type Policy, targetsOf } from './policies.ts'

/** What is protected in the tenant at present: user ids, and domains in lower case. */
export interface Protected {
  readonly users: ReadonlySet<string>
  readonly domains: ReadonlySet<string>
}

export interface Losses {
  readonly users: readonly string[]
  readonly domains: readonly string[]
}

export function lossesIn(policies: readonly Policy[], directory: Directory, standing: Protected): Losses {
  const wanted = (['inbound', 'outbound'] as const).map((way) => targetsOf(policies, directory, way))
  const users = new Set(wanted.flatMap((targets) => targets.users))
  const domains = wanted.flatMap((targets) => targets.domains)
  return {
    users: [...standing.users].filter((id) => !users.has(id)),
    // a domain that no policy targets any more is not missing
    domains: [...standing.domains].filter(
      (domain) => !coversDomain(domains, domain) && isTargeted(policies, domain),
    ),
  }
}

const isTargeted = (policies: readonly Policy[], domain: string): boolean =>
  policies.some(({ enabled, targets }) => {
    if (!enabled) return false
    if ('all' in targets) return true
    return 'domains' in targets && targets.domains.some((target) => target.toLowerCase() === domain)
  })
