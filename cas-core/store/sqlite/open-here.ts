/**
 * Files of stores that this process has open. To close one of them by other means ends SQLite's locks on it, and
 * another process may then take the store's log away. Source: sqlite.org/howtocorrupt.html, section 2.2.
 */

interface Identity {
  readonly dev: number
  readonly ino: number
}

const counts = new Map<string, number>()
const nameOf = ({ dev, ino }: Identity): string => `${dev} ${ino}`

export const isOpenHere = (file: Identity): boolean => counts.has(nameOf(file))

/** @returns says that it is closed */
export function openedHere(file: Identity): () => void {
  const name = nameOf(file)
  counts.set(name, (counts.get(name) ?? 0) + 1)
  return () => {
    const left = (counts.get(name) ?? 1) - 1
    if (left > 0) counts.set(name, left)
    else counts.delete(name)
  }
}
