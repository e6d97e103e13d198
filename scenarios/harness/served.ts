/** `casproof serve` in its own process, as tests over sockets start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { TenantFacts } from '#mock-m365'

/** What it prints when it is ready. */
export interface Ready {
  readonly origin: string
  readonly caFile: string
  readonly tenants: readonly TenantFacts[]
}

/** @param env with a CASPROOF_HOME for the server alone */
export async function served(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly ready: Ready; readonly stop: () => Promise<void> }> {
  const server = spawn(process.execPath, ['cli/main.ts', 'serve', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready: Ready = JSON.parse(await firstLine(server))
  const stop = () =>
    new Promise<void>((stopped) => {
      server.once('exit', () => stopped())
      server.kill('SIGTERM')
    })
  return { ready, stop }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}`)))
  })
}
