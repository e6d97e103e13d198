/** A granted tenant to try something on, and what trials do with it. */
import type { Policy } from '#cas-core'
import type { Change, Tenant } from '#mock-m365'
import { nameOf } from '../harness/entity-name.ts'
import { play } from '../harness/play.ts'
import { GRANT, type Script } from '../harness/script.ts'
import { embeddedOrigin, type InProcessWorld, type Warp } from '../harness/world.ts'

export interface Running {
  readonly world: InProcessWorld
  /** Object ids of some people of the tenant. */
  readonly people: readonly string[]
}

export interface GrantedOptions {
  readonly world?: string
  readonly site?: string
  readonly seed?: string
  readonly warp?: Warp
  readonly steps?: Script['steps']
  readonly directions?: Script['directions']
}

/** Plays a grant without policies. @throws Error where it is not done */
export async function granted(options: GrantedOptions = {}): Promise<Running> {
  const {
    world = 'busy',
    site = 'EU',
    seed = 'trial',
    warp = {},
    steps = GRANT,
    directions = 'both',
  } = options
  const script: Script = {
    v: 1,
    name: 'trial',
    seed,
    world,
    site,
    directions,
    policies: 'none',
    steps,
  }
  const played = await play(script, embeddedOrigin(world), { warp, invariants: [] })
  const failed = played.results.find(({ outcome }) => outcome !== 'done')
  if (failed) throw new Error(`the grant for a trial ended ${failed.outcome}: ${failed.message}`)
  const people = played.world.tenant.list('users').map(({ id }) => String(id))
  return { world: played.world, people }
}

/** The next synchronization, in its hour: what was written just before is seen by then. */
export async function synchronized({ world }: Running): Promise<void> {
  world.clock.advance(3_600_000)
  const { outcome, message } = await world.service.synchronize()
  if (outcome !== 'done') throw new Error(`a synchronization of a trial ended ${outcome}: ${message}`)
}

export const policy = (
  name: string,
  direction: Policy['direction'],
  users: readonly (string | undefined)[],
): Policy => ({
  name,
  kind: 'ATP',
  direction,
  enabled: true,
  targets: { users: users.filter((one) => one !== undefined), groups: [] },
})

/** What is wrong with a change that has to stay within one direction. @param word of its objects: `Incoming` */
export function inOneDirection(change: Change, word: string, tenant: Tenant): string | undefined {
  const { kind, call } = change
  const entity = change.after ?? change.before
  const group = kind === 'groups/members' ? tenant.get('groups', String(entity?.groupId)) : undefined
  const name = nameOf(group ?? entity)
  return name.includes(` ${word} `)
    ? undefined
    : `${call} changed ${kind} "${name}" for a policy of the other direction`
}
