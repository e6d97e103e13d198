/** Clients that are separate programs: they have the environment of a shell that has read `casproof env`. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import type { World } from './client.ts'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024
const TIME_MAX_MS = 60_000

/**
 * Runs a program until it ends; how it ended is for the caller to judge.
 * @param heard gets the output so far, each time there is more @throws Error if there is no such program
 */
export function run(
  file: string,
  args: readonly string[],
  { environment, folder }: Pick<World, 'environment' | 'folder'>,
  heard: (said: string) => void = () => undefined,
): Promise<Ended> {
  const options = { env: environment, cwd: folder, maxBuffer: OUTPUT_BYTES_MAX, timeout: TIME_MAX_MS }
  return new Promise((done, failed) => {
    const program = execFile(file, [...args], options, (error, out, err) => {
      if (typeof error?.code === 'string') failed(error)
      else done({ code: error ? (error.code ?? 1) : 0, out, err })
    })
    let said = ''
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (text) => {
        said += text
        heard(said)
      })
  })
}

/** The version of an installed package. */
export async function versionOf(name: string): Promise<string | undefined> {
  const file = findPackageJSON(name, import.meta.url)
  return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8')).version
}
