/** Processes of a system under test. The next one is started ahead as soon as one was killed, so that nobody waits for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { LISTEN_VARIABLE } from '../protocol/schemas.ts'

/** A program that is started, or an address at which one answers that is nobody’s to kill. */
export interface SubjectPlace {
  /** Where the process listens that works now. @throws Error with what it said, where it ended before it listened */
  origin(): Promise<string>
  /** Resolves with how it ended, when the process that works now has ended by itself. */
  readonly ended: Promise<string>
  /** Whether it can be killed and started again. */
  readonly isOwn: boolean
  /** At once, as if the machine had lost its power. */
  kill(): void
  /** The next process takes the place of the one before, which is killed if it has not ended. */
  next(): Promise<void>
  close(): Promise<void>
}

export const addressed = (url: string): SubjectPlace => ({
  origin: async () => url,
  ended: new Promise(() => undefined),
  isOwn: false,
  kill: () => undefined,
  next: async () => undefined,
  close: async () => undefined,
})

/** So much of what a process says on standard error is kept. */
const SAID_MAX = 4_000

class SubjectProcess {
  readonly child: ChildProcess
  readonly origin: Promise<string>
  readonly ended: Promise<string>
  #said = ''

  constructor(command: string, env: NodeJS.ProcessEnv) {
    // in a separate group, since a shell may stand between
    this.child = spawn(command, {
      shell: true,
      detached: true,
      // its input ends with the harness, however that ends
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...env, [LISTEN_VARIABLE]: '127.0.0.1:0' },
    })
    // it may have ended before
    this.child.stdin?.on('error', () => undefined)
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = `${this.#said}${text}`.slice(-SAID_MAX)
    })
    this.ended = new Promise((end) => {
      this.child.once('error', (error) => end(error.message))
      this.child.once('close', (code, signal) => end(`${signal ?? `exit code ${code}`}; ${this.#words()}`))
    })
    this.origin = this.#listening(command)
    // who asks for it hears of it
    this.origin.catch(() => undefined)
  }

  kill(): void {
    const { pid } = this.child
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    } catch {
      // it has ended already
    }
  }

  /** The first line in which an address stands. */
  async #listening(command: string): Promise<string> {
    for await (const line of createInterface({ input: this.child.stdout ?? process.stdin })) {
      const [address] = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(line) ?? []
      if (address === undefined) continue
      this.child.stdout?.resume()
      return address
    }
    throw new Error(
      `${command}: it printed no address such as http://127.0.0.1:40123, and ended: ${await this.ended}`,
    )
  }

  #words(): string {
    return this.#said === '' ? 'it said nothing on standard error' : `it said: ${this.#said.trim()}`
  }
}

/**
 * What would outlive the harness, which it does not hear of: an interrupt of the shell reaches the harness alone.
 * @returns what takes the watch away
 */
function endingWithHarness(kill: () => void): () => void {
  const endings = SIGNALS.map((signal) => {
    const end = () => {
      kill()
      leave()
      process.kill(process.pid, signal)
    }
    process.on(signal, end)
    return () => process.off(signal, end)
  })
  process.on('exit', kill)
  const leave = () => {
    process.off('exit', kill)
    for (const off of endings) off()
  }
  return leave
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** @param command as a shell reads it @param env of the processes */
export function started(command: string, env: NodeJS.ProcessEnv): SubjectPlace {
  const start = () => new SubjectProcess(command, env)
  let current = start()
  let ahead: SubjectProcess | undefined
  const leave = endingWithHarness(() => {
    current.kill()
    ahead?.kill()
  })
  return {
    origin: () => current.origin,
    get ended() {
      return current.ended
    },
    isOwn: true,
    kill: () => current.kill(),
    async next() {
      current.kill()
      await current.ended
      current = ahead ?? start()
      ahead = start()
    },
    async close() {
      leave()
      for (const one of [current, ...(ahead ? [ahead] : [])]) {
        one.kill()
        await one.ended
      }
    },
  }
}
