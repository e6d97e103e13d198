/**
 * Lets one process at a time make a store. The lock is SQLite's on a separate file, and ends with its process, however
 * that ends. A lock counts only while the file is still at its path: a process that has waited on a removed one tries
 * again.
 */
import { closeSync, existsSync, fstatSync, openSync, rmSync, statSync } from 'node:fs'
import { Database } from './database.ts'
import { orUnusable } from './unusable.ts'

/** Only the user that runs the product reads what it keeps. */
const MODE = 0o600
/** Taking over a journal of years may take so long on a busy machine. Proposed. */
const WAIT_MS = 60_000

const lockOf = (path: string): string => `${path}.making`

/** Whether a process makes a store at a path, or has ended within it. */
export const isBeingMade = (path: string): boolean => existsSync(lockOf(path))

/** Runs work while no other process makes a store at the path. */
export function madeAlone(path: string, work: () => void): void {
  while (!tried(path, work));
}

/** False where the lock had been removed before it was given. */
function tried(path: string, work: () => void): boolean {
  const file = lockOf(path)
  // open to the end, so that no other file gets the number of this one; closed after the lock, which goes with it
  const held = orUnusable(path, () => openSync(file, 'a', MODE))
  try {
    const lock = new Database(file, path, WAIT_MS)
    try {
      // without it SQLite looks for a journal by name, and meets that of another process
      lock.script('PRAGMA journal_mode = MEMORY')
      lock.script('BEGIN EXCLUSIVE')
      const now = statSync(file, { throwIfNoEntry: false })
      if (now?.ino !== fstatSync(held).ino) return false
      try {
        work()
      } finally {
        // while it is locked: who removes it later may remove that of another process
        rmSync(file, { force: true })
      }
      return true
    } finally {
      lock.close()
    }
  } finally {
    closeSync(held)
  }
}
