/** What an operation is given in a shell: JSON, `@file`, or `-` for standard input. */
import { readFileSync } from 'node:fs'
import { jsonIn } from '#input'
import { bytesOf } from '../files.ts'
import { operationInput } from './operation-input.ts'

interface Taker {
  readonly name: string
  readonly input: Parameters<typeof operationInput>[0]
}

const BYTES_MAX = 8 * 1024 * 1024

/**
 * The input, with the administrator's password from CASPROOF_PASSWORD where it has none: what stands in a command line can
 * be read by others on the machine.
 * @throws Error naming place and mend
 */
export async function givenInput(row: Taker, given: string | undefined): Promise<unknown> {
  const value = given === undefined ? {} : jsonGiven(row, given)
  if (typeof value !== 'object' || value === null || !('administrator' in value)) return value
  const { administrator } = value
  if (typeof administrator !== 'object' || administrator === null) return value
  if (!(await operationInput(row.input)).takesPassword) return value
  if ('password' in administrator) {
    if (given === '-' || given?.startsWith('@')) return value
    throw new Error(
      'administrator.password: a command line can be read by others; leave it out and set CASPROOF_PASSWORD, or give the input by - or @file',
    )
  }
  const password = process.env.CASPROOF_PASSWORD
  if (!password)
    throw new Error('administrator.password: there is none; set the environment variable CASPROOF_PASSWORD')
  return { ...value, administrator: { ...administrator, password } }
}

function jsonGiven({ name }: Taker, given: string): unknown {
  const mend = `casproof product ${name} --help shows an input that is taken`
  const source = (from: string) => ({ name: `${name}: ${from}`, mend })
  const limits = { bytesMax: BYTES_MAX }
  if (given === '-') return jsonIn(readFileSync(0), source('standard input'), limits).value
  if (!given.startsWith('@')) return jsonIn(given, source('the input'), limits).value
  const file = given.slice(1)
  return jsonIn(bytesOf(file, `${name}: the input`, mend), source(file), limits).value
}
