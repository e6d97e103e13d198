/** How much a tenant may hold. https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
import type { Kind } from '../../base.ts'
import { directoryFull } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** What counts as a directory object, deleted ones included (documented). */
const OBJECT_KINDS: readonly Kind[] = ['users', 'groups', 'servicePrincipals', 'applications', 'deletedItems']
const OBJECTS_MAX = 300_000
/** Before the tenant has verified a domain other than the initial one. */
const OBJECTS_UNVERIFIED_MAX = 50_000

/**
 * Counting a large tenant is slow, and large tenants have their own quotas, so this is checked only where
 * limits are enforced. @throws GraphError 403 Directory_QuotaExceeded
 */
export function checkDirectorySize({ cloud, tenant }: Turn, made: Kind): void {
  if (!cloud.limits || !OBJECT_KINDS.includes(made)) return
  const [organization] = tenant.list('organization')
  const stated: unknown = Reflect.get(Object(organization?.directorySizeQuota), 'total')
  const isVerified = tenant.find('domains', 'isVerified', true).some(({ isInitial }) => !isInitial)
  const usual = isVerified ? OBJECTS_MAX : OBJECTS_UNVERIFIED_MAX
  const max = cloud.limits.directoryObjects ?? (typeof stated === 'number' ? stated : usual)
  let count = 1
  for (const kind of OBJECT_KINDS) count += tenant.list(kind).length
  if (count > max) throw directoryFull()
}
