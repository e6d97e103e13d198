/** Processes that work until they are killed. The next one is started ahead, so that nobody waits for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Orders, POINTS } from './orders.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** The point at which a process is killed: there by itself, or from outside so many milliseconds later. */
export type Moment = readonly [point: number, ms: number | 'at once']

/** @param env of the processes @param sleep lets milliseconds pass */
export function processes(env: NodeJS.ProcessEnv, sleep: (ms: number) => Promise<void>) {
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [WORKER], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env,
    })
    // it may be gone before it is told to go on
    child.stdin?.on('error', () => undefined)
    return child
  }
  let next = start()
  return {
    /** Runs one until it stops at a point. @param free is called while it is stopped; afterwards it is killed */
    async stoppedAt(point: number, orders: Orders, free: (pid: number) => Promise<void>): Promise<void> {
      const child = next
      next = start()
      const ended = new Promise((told) => child.once('exit', told))
      child.stdin?.write(`${JSON.stringify({ ...orders, ends: { point, by: 'SIGSTOP' } })}\n`)
      let points = 0
      try {
        for await (const line of createInterface({ input: child.stdout ?? process.stdin }))
          if (POINTS.has(line.split(' ', 1)[0] ?? '') && ++points === point) break
        await free(child.pid ?? 0)
      } finally {
        child.kill('SIGKILL')
      }
      await ended
    },
    /** Runs one until it is killed. @param hear hears each line; after the end of a stage the process waits for it */
    async killedAt(
      [point, ms]: Moment,
      orders: Orders,
      hear: (line: string) => Promise<void>,
    ): Promise<void> {
      const child = next
      next = start()
      const ended = new Promise<NodeJS.Signals | number | null>((told) =>
        child.once('exit', (code, signal) => told(signal ?? code)),
      )
      const tell = (line: string) => child.stdin?.write(`${line}\n`)
      tell(JSON.stringify({ ...orders, ...(ms === 'at once' ? { ends: { point, by: 'SIGKILL' } } : {}) }))
      let points = 0
      try {
        for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
          if (POINTS.has(line.split(' ', 1)[0] ?? '') && ++points === point && ms !== 'at once')
            void sleep(ms).then(() => child.kill('SIGKILL'))
          await hear(line)
          if (line.startsWith('ended ')) tell('go on')
        }
      } finally {
        child.kill('SIGKILL')
      }
      expect(await ended).toBe('SIGKILL')
    },
    end: () => void next.kill('SIGKILL'),
  }
}
