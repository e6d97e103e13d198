/** A server in a separate process, run from source. Its cost can so be told from the cost of asking it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  /** What it said when it was ready, as JSON: at least its origin. */
  readonly said: { readonly origin: string }
  /** Microseconds of processor time, all threads of the process together, since its start. */
  processorTime(): Promise<number>
  stop(): Promise<void>
}

const DEADLINE_MS = 120_000
const REPORTING = fileURLToPath(new URL('./report-processor-time.ts', import.meta.url))

/** @param home directory with the keys and certificates that all servers of a comparison share @throws Error where it ends before it listens */
export async function serverProcess(args: readonly string[], home: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', REPORTING, ...args], {
    env: { ...process.env, CASPROOF_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    timeout: DEADLINE_MS,
  })
  try {
    const said: ServerProcess['said'] = JSON.parse(await announcementOf(child, args))
    child.stdout?.resume()
    return { said, processorTime: () => processorTimeOf(child), stop: () => stop(child) }
  } catch (error) {
    await stop(child)
    throw error
  }
}

/** The first line that is an object: some servers greet their users before. */
async function announcementOf({ stdout }: ChildProcess, args: readonly string[]): Promise<string> {
  let text = ''
  for await (const chunk of stdout?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    text += chunk
    const line = /^\{.*\}$/m.exec(text)
    if (line) return line[0]
  }
  throw new Error(`${args.join(' ')} ended without saying where it listens`)
}

async function processorTimeOf(child: ChildProcess): Promise<number> {
  const told = once(child, 'message')
  child.send('?')
  const [us] = await told
  return Number(us)
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined
  child.kill('SIGKILL')
  await ended
}
