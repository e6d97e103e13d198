/** All output of commands goes through here. Text from a tenant cannot act on the terminal. */
import { terminalJson, terminalText } from '#output'

/** Lines for people, on standard output. */
export const print = (text: string): void => void process.stdout.write(terminalText(text))

/** One line for programs, on standard output. */
export const printJson = (value: unknown): void => void process.stdout.write(`${terminalJson(value)}\n`)

/** A sentence on standard error, apart from the output. */
export const remark = (text: string): void => void process.stderr.write(`${terminalText(text)}\n`)
