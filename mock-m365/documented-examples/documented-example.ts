/** A request with its response as Microsoft's documentation prints it, read from outside the project. */
import { isObject } from '../graph/wire/body.ts'

export interface DocumentedExample {
  /** Page, block and number, without the repository: `v1.0/api/user-list.md#get_users`. */
  readonly id: string
  readonly version: string
  /** The page shows a part of the properties, and of the rows. */
  readonly truncated: boolean
  /** Date of the page's version: `2023-02-03`. */
  readonly snapshot: string
  readonly method: string
  /** The path from the version on, placeholders and spaces as printed. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /** Absent without a body; text where the page does not print JSON. */
  readonly body?: unknown
  readonly status: number
  /** Null where the page does not print it. */
  readonly answer: unknown
}

/**
 * @param data the parsed list: source, version, truncated, snapshotDate, request and response of each
 * @throws TypeError for anything else, since an unreadable list must not count as an empty one
 */
export function documentedExamples(data: unknown): DocumentedExample[] {
  if (!Array.isArray(data)) throw new TypeError('the documented examples are not a list')
  const seen = new Map<string, number>()
  return data.map((one) => {
    const example = exampleOf(one)
    const count = (seen.get(example.id) ?? 0) + 1
    seen.set(example.id, count)
    return count === 1 ? example : { ...example, id: `${example.id}~${count}` }
  })
}

function exampleOf(one: unknown): DocumentedExample {
  const { source, version, truncated, snapshotDate, request, response } = record(one)
  const { method, path, headers, body } = record(request)
  const { status, body: answer } = record(response)
  const page = String(source).slice(String(source).indexOf(':') + 1)
  if (typeof path !== 'string' || typeof status !== 'number') throw new TypeError(`${page} is not an example`)
  return {
    id: page.replace('api-reference/', ''),
    version: String(version),
    truncated: truncated === true,
    snapshot: String(snapshotDate),
    method: String(method),
    target: path,
    headers: textsOf(headers),
    ...(body === null || body === undefined ? {} : { body }),
    status,
    answer: answer ?? null,
  }
}

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(record(value)).map(([name, text]) => [name.toLowerCase(), String(text)]))
