/** Files that commands are given, checked before they are read. */
import { readFileSync, statSync } from 'node:fs'
import { fileFailure } from '#output'

/** As large as an export may be. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024

/** A file's text in UTF-8: see `bytesOf`. */
export const textOf = (file: string, option?: string): string => bytesOf(file, option).toString('utf8')

/**
 * A file's bytes. @param option that named it, for the error @param mend what to do, as the error's end
 * @throws Error naming option and file, if it cannot be read, is not a regular file (a device may never end) or is
 *   larger than 64 MiB
 */
export function bytesOf(file: string, option?: string, mend?: string): Buffer {
  try {
    const found = statSync(file)
    if (found.isDirectory()) throw new Error('it is a folder')
    if (!found.isFile()) throw new Error('it is not a regular file')
    if (found.size > TEXT_BYTES_MAX) throw new Error(`it is larger than ${TEXT_BYTES_MAX / 1024 / 1024} MiB`)
    return readFileSync(file)
  } catch (error) {
    const named = option === undefined ? file : `${option}: ${file}`
    throw new Error(`${named} cannot be read: ${fileFailure(error)}${mend ? `; ${mend}` : ''}`)
  }
}
