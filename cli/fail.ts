import { terminalLine, terminalText } from '#output'

/** How a command ends that cannot go on: one sentence for people, the stack for those who ask for it. */
export function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`casproof: ${terminalLine(message)}\n`)
  if (process.env.CASPROOF_STACK && error instanceof Error)
    process.stderr.write(`${terminalText(error.stack ?? '')}\n`)
  process.exitCode = 2
}

/** Whoever reads only the first lines has had enough: that is no failure. A full disk is one. */
export function outputFailed(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`casproof: standard output cannot be written: ${error.message}\n`)
  process.exit(2)
}
