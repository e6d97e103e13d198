/** Every cmdlet by its name, with the roles that may run it. */
import { rolesFor } from '../authorization.ts'
import type { Cmdlet } from '../noun.ts'
import { NOUNS } from '../nouns/index.ts'

export interface Entry {
  readonly cmdlet: Cmdlet
  /** Template ids of the directory roles that may run it. */
  readonly roles: ReadonlySet<string>
}

/** By canonical and by lower-case name. */
const CMDLETS: ReadonlyMap<string, Entry> = new Map(
  NOUNS.flatMap(({ cmdlets }) => cmdlets).flatMap((cmdlet) => {
    const entry = { cmdlet, roles: rolesFor(cmdlet.noun, cmdlet.writes) }
    return [[cmdlet.name, entry] as const, [cmdlet.name.toLowerCase(), entry] as const]
  }),
)

/** As PowerShell compares names: without regard to case. */
export const entryNamed = (name: string): Entry | undefined =>
  CMDLETS.get(name) ?? CMDLETS.get(name.toLowerCase())

/** All cmdlets, each once, ordered by name. */
export const ENTRIES: readonly Entry[] = [...new Set(CMDLETS.values())].sort((a, b) =>
  a.cmdlet.name < b.cmdlet.name ? -1 : 1,
)
