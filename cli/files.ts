/** Files that commands are given, judged before they are read. */
import { readFileSync, statSync } from 'node:fs'

/** What Node's codes mean, where its own words are for programmers. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'the disk is read-only',
}

/** Why a file could not be had, in a few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return ('code' in error && REASONS[String(error.code)]) || error.message
}

/** As large as an export may be. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024

/**
 * A file's text. @param option that named it, for the error
 * @throws Error naming option and file, where it cannot be read, is no regular file (a device may never end) or is
 *   larger than 64 MiB
 */
export function textOf(file: string, option?: string): string {
  try {
    const found = statSync(file)
    if (found.isDirectory()) throw new Error(REASONS.EISDIR)
    if (!found.isFile()) throw new Error('it is no regular file')
    if (found.size > TEXT_BYTES_MAX) throw new Error(`it is larger than ${TEXT_BYTES_MAX / 1024 / 1024} MiB`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    const named = option === undefined ? file : `${option}: ${file}`
    throw new Error(`${named} cannot be read: ${reasonOf(error)}`)
  }
}
