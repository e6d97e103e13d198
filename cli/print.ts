/** What commands print: everything passes one door, behind which nothing of a tenant's acts on the terminal. */
import { terminalJson, terminalText } from '#output'

/** Lines for people, on standard output. */
export const print = (text: string): void => void process.stdout.write(terminalText(text))

/** One line for programs, on standard output. */
export const printJson = (value: unknown): void => void process.stdout.write(`${terminalJson(value)}\n`)

/** A sentence beside the output, on standard error. */
export const remark = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`)
