/** The objects of a request, for a policy that refuses one of them. */
import type { Arrival } from '../wire.ts'

const MEMBER = /directoryObjects\/([^"/\\?]+)/g
const LAST_SEGMENT = /\/([^/?]+?)(?:\/\$ref)?(?:\?.*)?$/

/** In a cmdlet by name or identity; in Graph the members in a request, else the object in its path or body. */
export function objectsOf({ path, body }: Arrival): readonly string[] {
  const members = [...body.matchAll(MEMBER)].flatMap(([, id]) => id ?? [])
  if (members.length > 0) return members
  const asked = parsed(body)
  const parameters = objectIn(asked.CmdletInput).Parameters
  const { Identity, Name } = objectIn(parameters)
  const named = parameters ? (Identity ?? Name) : asked.displayName
  if (typeof named === 'string') return [named]
  return parameters ? [] : [LAST_SEGMENT.exec(path)?.[1] ?? path]
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return objectIn(JSON.parse(body))
  } catch {
    return {}
  }
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
