/** Which objects a request is about, as a policy that refuses one of them sees it. */
import type { Arrival } from '../wire.ts'

const MEMBER = /directoryObjects\/([^"/\\?]+)/g
const LAST_SEGMENT = /\/([^/?]+?)(?:\/\$ref)?(?:\?.*)?$/

/** By name or identity in a cmdlet; in Graph the members of a request, else what its path or its body names. */
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
