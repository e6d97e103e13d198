/** A running server tells other processes of its user where it is, in a file of its home: `casproof env` reads it. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Home, replaceFile } from './home.ts'
import type { Serving } from './index.ts'

export interface Announcement extends Pick<Serving, 'origin' | 'proxy' | 'caFile'> {
  /** Process that serves. */
  readonly pid: number
}

const fileIn = (directory: string): string => join(directory, 'serving.json')

/** Writes the file whole or not at all. Of two servers with one home the later one is found. @returns takes it back */
export function announce(
  { directory }: Pick<Home, 'directory'>,
  { origin, proxy, caFile }: Serving,
): () => void {
  const { pid } = process
  const announcement: Announcement = { origin, proxy, caFile, pid }
  replaceFile(fileIn(directory), `${JSON.stringify(announcement)}\n`, 0o600)
  return () => {
    if (read(directory)?.pid === pid) rmSync(fileIn(directory), { force: true })
  }
}

/** The server that runs with this home; undefined where there is none, or the one that was there has died. */
export function announced(directory: string): Announcement | undefined {
  const found = read(directory)
  return found && isAlive(found.pid) ? found : undefined
}

function read(directory: string): Announcement | undefined {
  try {
    const { origin, proxy, caFile, pid }: Partial<Record<keyof Announcement, unknown>> = JSON.parse(
      readFileSync(fileIn(directory), 'utf8'),
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
    // Signal 0 is sent to nobody: it only asks.
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
