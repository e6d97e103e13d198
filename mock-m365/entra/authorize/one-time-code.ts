/** Codes of authenticator apps: https://datatracker.ietf.org/doc/html/rfc6238 with six digits of SHA-1 over 30 seconds. */
import { createHmac } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** @param secret base32, as apps are given it @param at milliseconds since the epoch */
export function oneTimeCode(secret: string, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.max(0, Math.floor(at / STEP_MS))))
  const digest = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The present code, or that of the step before or after, since clocks differ. */
export const isOneTimeCode = (secret: string, typed: string, at: number): boolean =>
  [0, -STEP_MS, STEP_MS].some((shift) => oneTimeCode(secret, at + shift) === typed)

function bytesOf(base32: string): Buffer {
  const letters = base32.toUpperCase().replace(/[^A-Z2-7]/g, '')
  const bits = [...letters].map((one) => LETTERS.indexOf(one).toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((one) => Number.parseInt(one, 2)))
}
