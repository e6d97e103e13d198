/** An error in some input: in which source, at which place, and what to do. */
import { placeOfPath } from './json-place.ts'
import { type Path, pathText } from './path.ts'

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

  /**
   * @param problem a sentence without its full stop
   * @param place line and column; by default those of the path in the source's text
   */
  constructor({ name, text, mend }: Source, path: Path, problem: string, place = placeIn(text, path)) {
    const at = pathText(path)
    const where = at === '' ? place : place === '' ? at : `${at} (${place})`
    super([name, where, problem].filter((part) => part !== '').join(': ') + (mend ? `; ${mend}` : ''))
    this.source = name
    this.path = at
  }
}

const placeIn = (text: string | undefined, path: Path): string =>
  text === undefined ? '' : placeOfPath(text, path)
