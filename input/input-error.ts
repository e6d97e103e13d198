/** What is wrong with something that came in: in which source, at which place, and how it is mended. */
import { foundText } from './found.ts'

/** Keys and indexes from the root to a value. */
export type Path = readonly (string | number)[]

export interface Source {
  /** What the operator calls it: the path of a file, the name of an option. */
  readonly name: string
  /** Its text, where there is one: errors then name line and column. */
  readonly text?: string
  /** What to do about an error, as the end of a sentence: `casproof stage --help has an example`. */
  readonly mend?: string
}

export class InputError extends Error {
  override readonly name = 'InputError'
  readonly source: string
  /** JSON path, such as `policies[0].targets`; empty for the root. */
  readonly path: string

  /** @param place line and column, where they are known @param problem a sentence without its full stop */
  constructor({ name, mend }: Source, path: Path, problem: string, place = '') {
    const at = pathText(path)
    const where = at === '' ? place : place === '' ? at : `${at} (${place})`
    super([name, where, problem].filter((part) => part !== '').join(': ') + (mend ? `; ${mend}` : ''))
    this.source = name
    this.path = at
  }
}

const PLAIN_KEY = /^[\w$@-]{1,80}$/

/** `policies[0].targets`; a key that is not a plain word is quoted: `headers["a b"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (!PLAIN_KEY.test(key)) return `${text}[${foundText(key)}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}
