/** Processes that work until they are killed. The next one is started ahead, so that nobody waits for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Orders, POINTS } from './orders.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** The point at which a process is killed: there by itself, or from outside so many milliseconds later. */
export type Moment = readonly [point: number, ms: number | 'at once']

/** @param cache folder of compiled code, which processes share */
export function processes(cache: string) {
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [WORKER], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    })
    // it may be gone before it is told to go on
    child.stdin?.on('error', () => undefined)
    return child
  }
  let next = start()
  return {
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
      tell(JSON.stringify({ ...orders, ...(ms === 'at once' ? { dieAt: point } : {}) }))
      let points = 0
      try {
        for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
          if (POINTS.has(line.split(' ', 1)[0] ?? '') && ++points === point && ms !== 'at once')
            void setTimeout(ms).then(() => child.kill('SIGKILL'))
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
