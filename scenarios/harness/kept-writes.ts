/** A store that remembers what was written into it, so that another one can be brought to where it was at any moment. */
import { memoryStore, type Store } from '#cas-core'

type AccountStore = ReturnType<Store['of']>
type Write = (store: Store) => Promise<unknown>

type Records = Parameters<AccountStore['journal']['append']>[0]

/** What changes what is kept; all else reads. A journal is leased first, and so stands apart. */
const WRITES: Readonly<Record<Exclude<keyof AccountStore, 'journal'>, readonly string[]>> = {
  directory: ['apply', 'clear'],
  quarantine: ['put', 'clear'],
  scanning: ['put', 'remove', 'clear'],
  detections: ['count', 'put'],
}

export interface RememberedStore {
  readonly store: Store
  /** Makes a store that holds what this one holds now. */
  copy(): () => Promise<Store>
}

export function rememberedStore(): RememberedStore {
  const store = memoryStore()
  const writes: Write[] = []
  const journals = new Map<string, Records[number][]>()
  return {
    store: {
      ...store,
      of(name) {
        const records = journals.get(name) ?? []
        journals.set(name, records)
        return remembered(store.of(name), name, writes, records)
      },
      async claimTenant(tenantId, owner) {
        writes.push((other) => other.claimTenant(tenantId, owner))
        return store.claimTenant(tenantId, owner)
      },
      async releaseTenant(tenantId, owner) {
        writes.push((other) => other.releaseTenant(tenantId, owner))
        return store.releaseTenant(tenantId, owner)
      },
    },
    copy() {
      const until = writes.length
      const appendedSoFar = [...journals].map(([name, records]) => [name, records.slice()] as const)
      return async () => {
        const other = memoryStore()
        for (const write of writes.slice(0, until)) await write(other)
        for (const [name, records] of appendedSoFar) await appended(other.of(name).journal, records)
        return other
      }
    },
  }
}

/** @param appends gets the records of the account's journal */
function remembered(
  account: AccountStore,
  name: string,
  writes: Write[],
  appends: Records[number][],
): AccountStore {
  const { journal } = account
  const part = <Part extends keyof typeof WRITES>(which: Part): AccountStore[Part] =>
    new Proxy(account[which], {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if (WRITES[which].includes(String(property)))
            writes.push(async (other) => {
              const same = other.of(name)[which]
              const write: unknown = Reflect.get(same, property, same)
              if (typeof write === 'function') await write.apply(same, given)
            })
          return value.apply(target, given)
        }
      },
    })
  return {
    directory: part('directory'),
    quarantine: part('quarantine'),
    scanning: part('scanning'),
    detections: part('detections'),
    journal: {
      read: (after) => journal.read(after),
      lease: (holder, ttlMs, nowMs) => journal.lease(holder, ttlMs, nowMs),
      async append(records, at) {
        const version = await journal.append(records, at)
        appends.push(...records)
        return version
      },
    },
  }
}

/** A journal is kept apart from the rest, so that all its records can be written at once. */
async function appended(journal: AccountStore['journal'], records: Records): Promise<void> {
  const lease = await journal.lease('copy', 1, 0)
  await journal.append(records, { version: 0, fence: lease.fence })
  await lease.release()
}
