/** A command in a separate process, for tests. The time limit only ends a process that hangs; it does not measure speed. */
import { execFile } from 'node:child_process'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const HANGING_SECONDS = 240

/**
 * @param args of Node: flags, the script, what the script gets
 * @returns how it ended by itself @throws Error with signal, seconds and what it said, where something ended it
 */
export function node(
  args: readonly string[],
  { env = process.env, seconds = HANGING_SECONDS }: { env?: NodeJS.ProcessEnv; seconds?: number } = {},
): Promise<Ended> {
  return new Promise((ended, failed) => {
    // SIGKILL, because a server does not handle other signals before it serves.
    const options = { env, timeout: seconds * 1000, killSignal: 'SIGKILL' } as const
    execFile(process.execPath, args, options, (error, out, err) => {
      if (!error) ended({ code: 0, out, err })
      else if (typeof error.code === 'number') ended({ code: error.code, out, err })
      else failed(new Error(storyOf(args, error, { out, err, seconds })))
    })
  })
}

interface Story {
  readonly out: string
  readonly err: string
  readonly seconds: number
}

function storyOf(
  args: readonly string[],
  { signal, killed, message }: Error & { signal?: string; killed?: boolean },
  { out, err, seconds }: Story,
): string {
  const how = signal ? `ended by ${signal}${killed ? ` after ${seconds} s` : ''}` : message
  return `node ${args.join(' ')}: ${how}\nit had printed: ${out || 'nothing'}\nand on standard error: ${err || 'nothing'}`
}
