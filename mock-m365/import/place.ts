/** A value of an imported file together with the way to it, so that every complaint says where to look and what to mend. */

/** What is wrong with a file: its name, the JSON path (or line and column), and what was expected there. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly source: string
  readonly path: string

  constructor(source: string, path: string, problem: string) {
    super(`${source}: ${path === '' ? '' : `${path}: `}${problem}`)
    this.source = source
    this.path = path
  }
}

type Fields = Readonly<Record<string, unknown>>

export class Place {
  readonly value: unknown
  readonly path: string
  readonly source: string

  /** @param source what the operator calls the file @param path JSON path from the root, empty for the root itself */
  constructor(value: unknown, source: string, path = '') {
    this.value = value
    this.path = path
    this.source = source
  }

  /** Nothing there: the property is missing, or null. */
  get absent(): boolean {
    return this.value === undefined || this.value === null
  }

  at(key: string): Place {
    const fields = this.fields()
    const path = this.path === '' ? key : `${this.path}.${key}`
    return new Place(Object.hasOwn(fields, key) ? fields[key] : undefined, this.source, path)
  }

  fields(): Fields {
    return isFields(this.value) ? this.value : this.fail('expected an object')
  }

  text(): string {
    return typeof this.value === 'string' && this.value !== '' ? this.value : this.fail('expected text')
  }

  /** A GUID, lower-case as keys are. */
  guid(): string {
    const text = this.text().toLowerCase()
    return GUID.test(text) ? text : this.fail('expected a GUID')
  }

  textOr(other: string): string {
    return this.absent ? other : this.text()
  }

  booleanOr(other: boolean): boolean {
    if (this.absent) return other
    return typeof this.value === 'boolean' ? this.value : this.fail('expected true or false')
  }

  /**
   * The items of a list, without its nulls. PowerShell writes a list of one as the one, and an empty one as null or
   * as a list that holds a null, so each of these is a list too.
   */
  items(): Place[] {
    if (this.absent) return []
    if (isFields(this.value)) return [this]
    if (!Array.isArray(this.value)) return this.fail('expected a list')
    return this.value
      .map((item: unknown, i) => new Place(item, this.source, `${this.path}[${i}]`))
      .filter((item) => !item.absent)
  }

  /** The properties of an object that serves as a table, such as principals by their id. */
  entries(): (readonly [string, Place])[] {
    if (this.absent) return []
    return Object.keys(this.fields()).map((key) => [key, this.at(key)])
  }

  fail(problem: string): never {
    const found = this.value === '' ? 'empty text' : kindOf(this.value)
    throw new ImportError(this.source, this.path, `${problem}, found ${found}`)
  }
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string')
    return `text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  return typeof value === 'object' ? 'an object' : typeof value
}
