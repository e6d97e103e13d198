/** A mock that `casproof serve` serves in a separate process, and commands that are given to it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ended, node } from './child.ts'

export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface Served {
  /** The home of the server; files of a test may stand there, too. */
  readonly folder: string
  /** `https://localhost:…` */
  readonly origin: string
  readonly env: NodeJS.ProcessEnv
  /** A command in a separate process, which finds the server. */
  casproof(...args: readonly string[]): Promise<Ended>
  stop(): Promise<void>
}

/** @throws Error with what the server said, where it does not begin to serve */
export async function serving(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'casproof-served-'))
  const env = { ...process.env, CASPROOF_HOME: folder, NO_COLOR: '1' }
  const args = [MAIN, 'serve', '--json', '--port', '0', '--proxy-port', '0']
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<void>((end) => child.once('close', () => end()))
  const line = await new Promise<string>((ready, failed) => {
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) ready(out)
    })
    child.once('close', () => failed(new Error(`casproof serve has ended: ${said}`)))
  })
  return {
    folder,
    origin: JSON.parse(line).origin,
    env,
    casproof: (...words) => node([MAIN, ...words], { env }),
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
