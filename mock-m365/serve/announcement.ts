/**
 * Running servers tell other processes of the same user where they are: each writes its own file in the home
 * directory. `casproof env` reads the latest.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Serving } from './doors/doors.ts'
import type { Home } from './home/home.ts'
import { replaceFile } from './home/home-directory.ts'

export interface Announcement extends Pick<Serving, 'origin' | 'proxy' | 'caFile'> {
  /** Id of the serving process. */
  readonly pid: number
}

const FILE = /^serving-\d+\.json$/

/**
 * Writes the file atomically. Of two servers with one home the later one is found. @returns a function that
 * removes the file
 */
export function announce(
  { directory }: Pick<Home, 'directory'>,
  { origin, proxy, caFile }: Serving,
): () => void {
  const { pid } = process
  const announcement: Announcement = { origin, proxy, caFile, pid }
  for (const file of filesIn(directory)) if (!living(file)) rmSync(file, { force: true })
  const file = join(directory, `serving-${pid}.json`)
  replaceFile(file, `${JSON.stringify(announcement)}\n`, 0o600)
  return () => rmSync(file, { force: true })
}

/** The latest running server with this home; undefined where none is running. */
export function announced(directory: string): Announcement | undefined {
  for (const file of filesIn(directory)) {
    const found = living(file)
    if (found) return found
  }
  return undefined
}

/** Latest first. */
function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => FILE.test(name))
      .map((name) => join(directory, name))
      .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => b.at - a.at)
      .map(({ file }) => file)
  } catch {
    return []
  }
}

function living(file: string): Announcement | undefined {
  const found = read(file)
  return found && isAlive(found.pid) ? found : undefined
}

function read(file: string): Announcement | undefined {
  try {
    const { origin, proxy, caFile, pid }: Partial<Record<keyof Announcement, unknown>> = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    const texts = typeof origin === 'string' && typeof proxy === 'string' && typeof caFile === 'string'
    return texts && typeof pid === 'number' ? { origin, proxy, caFile, pid } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    // Signal 0 sends nothing: it only checks whether the process exists.
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
