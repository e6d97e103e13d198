/** Folders, made where they are missing. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * One level at a time: Node's own recursive way goes round for ever where a folder of the kernel's takes none.
 * @param mode of those that are made @throws Error where one cannot be made, or a file has its name
 */
export function makeFolder(folder: string, mode = 0o777): void {
  const path = resolve(folder)
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (!isFolder(path)) throw error // else another process was first
  }
}

/** @throws Error where something else has the name */
function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isDirectory()) throw new Error(`${path} is not a folder`)
  return found !== undefined
}
