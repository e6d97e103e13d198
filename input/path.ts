/** The way to a value within a JSON value. */
import { foundText } from './found.ts'

/** Keys and indexes from the root to a value. */
export type Path = readonly (string | number)[]

const PLAIN_KEY = /^[\w$@-]{1,80}$/

/** `policies[0].targets`; a key that is not a plain word is quoted: `headers["a b"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (!PLAIN_KEY.test(key)) return `${text}[${foundText(key)}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}
