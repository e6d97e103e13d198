import { terminalLine, terminalText } from '#output'

/** The end of a command that fails: one sentence, and the stack trace on request. */
export function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`casproof: ${terminalLine(message)}\n`)
  if (process.env.CASPROOF_STACK && error instanceof Error)
    process.stderr.write(`${terminalText(error.stack ?? '')}\n`)
  process.exitCode = 2
}

/** A closed pipe, as with `| head`, is not a failure. A full disk is. */
export function outputFailed(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`casproof: standard output cannot be written: ${error.message}\n`)
  process.exit(2)
}
