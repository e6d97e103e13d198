import { hasMended, invariant, type Moment } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'

/** A target that has gone protects nobody: only who is told can mend the policy. */
export const missingTargetsTold = invariant({
  name: 'missing targets told',
  statement:
    'a synchronization tells each user, group and domain that an enabled policy names and that the tenant does not have, and no other',
  clauses: [],
  atQuiet: true,
  check(moment) {
    const { step, stage, result } = moment
    if (stage?.op !== 'synchronize' || stage.isOfPolicies || !hasMended(moment)) return undefined
    const { notFound } = (result.data ?? {}) as { readonly notFound?: readonly Told[] }
    if (!notFound || result.code !== 'synchronized') return undefined
    const told = notFound.map(({ policy, kind, id }) => `${kind} ${id} of "${policy}"`)
    const missing = missingIn(moment)
    const title = titleOf(step)
    return [
      ...missing
        .filter((one) => !told.includes(one))
        .map((one) => `"${title}" does not tell that ${one} is missing`),
      ...told.filter((one) => !missing.includes(one)).map((one) => `"${title}" tells that ${one} is missing`),
    ]
  },
})

interface Told {
  readonly kind: string
  readonly id: string
  readonly policy: string
}

/** What enabled policies name and the tenant does not have. */
export function missingIn({ world: { tenant, policies } }: Moment): string[] {
  const verified = new Set(
    tenant.list('domains').flatMap(({ id, isVerified }) => (isVerified ? String(id) : [])),
  )
  return policies
    .filter(({ enabled }) => enabled)
    .flatMap(({ name, targets }) => {
      const told = (kind: string, ids: readonly string[], isThere: (id: string) => boolean) =>
        ids.filter((id) => !isThere(id)).map((id) => `${kind} ${id} of "${name}"`)
      if ('all' in targets) return []
      if ('domains' in targets)
        return told(
          'domain',
          targets.domains.map((one) => one.toLowerCase()),
          (id) => verified.has(id),
        )
      return [
        ...told('user', targets.users, (id) => tenant.get('users', id) !== undefined),
        ...told('group', targets.groups, (id) => tenant.get('groups', id) !== undefined),
      ]
    })
}
