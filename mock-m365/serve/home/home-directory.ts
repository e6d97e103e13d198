/** The path of a user's home directory of the mock, and how its files are written. */
import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `$CASPROOF_HOME`, or `.casproof` in the user's own directory. */
export function homeDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env.CASPROOF_HOME || join(homedir(), '.casproof')
}

/** Replaces a file atomically. */
export function replaceFile(file: string, text: string, mode: number): void {
  renameSync(temporary(file, text, mode), file)
}

export function temporary(file: string, text: string, mode: number): string {
  const name = `${file}.${randomBytes(6).toString('hex')}.tmp`
  writeFileSync(name, text, { mode, flag: 'wx' })
  return name
}
