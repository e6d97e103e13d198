/**
 * Failures as annotations of a GitHub Actions job: workflow commands, which the runner reads from standard output
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
import { type NumberedCause, replayCommandOf } from '../conformance/capsules.ts'

/** A step shows this many errors; what is more is in the summary. */
const SHOWN_MAX = 10

/** @param folder where the reports are, for the commands that replay a failure */
export const annotationsOf = (causes: readonly NumberedCause[], folder: string): readonly string[] =>
  causes.slice(0, SHOWN_MAX).map((cause) => {
    const { invariant, sentence, runs } = cause
    const text = `${sentence}\n${runs} ${runs === 1 ? 'run' : 'runs'}. Replay: ${replayCommandOf(cause, folder)}`
    return `::error title=${property(invariant)}::${message(text)}`
  })

const message = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
