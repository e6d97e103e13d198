/** The last long lists that callers have begun to read, so that each further page costs a page and not the whole list. */
import QuickLRU from 'quick-lru'
import type { Tenant } from '../tenant.ts'

/** Lists kept for one tenant: so many clients may read in turns. */
const LISTS_MAX = 8

/** Lists by tenant and by everything that decides the list's content. */
export class RecentLists<List> {
  readonly #ofTenants = new WeakMap<Tenant, QuickLRU<string, List>>()

  get(tenant: Tenant, key: string): List | undefined {
    return this.#ofTenants.get(tenant)?.get(key)
  }

  keep(tenant: Tenant, key: string, list: List): void {
    let lists = this.#ofTenants.get(tenant)
    if (!lists) {
      lists = new QuickLRU({ maxSize: LISTS_MAX })
      this.#ofTenants.set(tenant, lists)
    }
    lists.set(key, list)
  }
}
