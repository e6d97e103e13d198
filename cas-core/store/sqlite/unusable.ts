/** What keeps a file from being used, in words: the file and the mend are named. */
import { NOT_WRITABLE } from './database.ts'

export const NO_FOLDER = 'its folder does not exist; make the folder first'
export const IS_FOLDER = 'is a folder; name a file in it'
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', NO_FOLDER],
  ['ENOTDIR', NO_FOLDER],
  ['EISDIR', IS_FOLDER],
  ['EACCES', NOT_WRITABLE],
  ['EPERM', NOT_WRITABLE],
  ['EROFS', NOT_WRITABLE],
])

/** @throws Error naming the file and the mend, where it cannot be used */
export function orUnusable<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw new Error(`${path}: ${REASONS.get(code) ?? (error instanceof Error ? error.message : error)}`)
  }
}
