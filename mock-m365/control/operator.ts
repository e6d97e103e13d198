/** The user of the control surface, as the actor in a tenant's change log. */
import type { Cloud } from '../cloud.ts'
import type { Write } from '../tenant.ts'

const OPERATOR = { type: 'system', id: 'casproof', displayName: 'casproof control surface' } as const

/** @param call the last word of the route, as the change log shows it */
export function operatorWrite({ clock, ids }: Pick<Cloud, 'clock' | 'ids'>, call: string): Write {
  return { at: clock.now(), actor: OPERATOR, call, requestId: ids.uuid() }
}
