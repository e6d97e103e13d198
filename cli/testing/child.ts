/** A command in a process of its own, as tests start it. How fast the machine is plays no part: the limit is against hanging alone. */
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
    // Outright, since a server hears no other signal before it serves.
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
