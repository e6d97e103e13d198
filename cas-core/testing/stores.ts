/** Every store, as its contract meets it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../ports.ts'
import { memoryStore } from '../store/memory-store.ts'
import { sqliteStore } from '../store/sqlite-store.ts'

/** One store that is opened several times. */
export interface Place {
  /** Another view of the same store each time, as another process would have it. */
  readonly open: () => Store
  readonly end: () => Promise<void>
}

/** @param folder an empty one, which goes with the place */
type PlaceIn = (folder: string) => Place

const memoryIn: PlaceIn = (folder) => {
  const store = memoryStore()
  return { open: () => store, end: async () => rmSync(folder, { recursive: true }) }
}

const sqliteIn: PlaceIn = (folder) => {
  const opened: Store[] = []
  return {
    open() {
      const store = sqliteStore(join(folder, 'store.db'))
      opened.push(store)
      return store
    },
    async end() {
      for (const store of opened) await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** One more store is a line here: each contract holds it then. */
export const STORES: readonly (readonly [string, PlaceIn])[] = [
  ['memory', memoryIn],
  ['SQLite', sqliteIn],
]
