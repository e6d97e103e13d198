/** One message through a tenant as a stage of the product leaves it, for people who want to see its way. */
import {
  type Composed,
  compileMail,
  composeMail,
  deliverMail,
  type Gateway,
  putGateways,
  type Trace,
} from '#mock-m365'
import { originFor, type TenantChoice } from '../audit.ts'
import { play } from '../harness/play.ts'
import { GRANT, type Script, type Step } from '../harness/script.ts'
import { neighbourAt } from './neighbour.ts'
import { outsideOf } from './outside.ts'

/** How far the product has come when the message is sent. */
export const MAIL_AFTER = ['nothing', 'provision', 'deprovision', 'clean up'] as const

export interface MailOptions {
  readonly tenant: TenantChoice
  readonly site: string
  readonly policies: Script['policies']
  readonly after: (typeof MAIL_AFTER)[number]
  readonly mail: Composed
  /** Hosts outside that the tenant's mail meets before all others; the world's own where absent. */
  readonly gateways?: readonly Gateway[]
}

export interface SentMail {
  readonly trace: Trace
  /** What an export does not tell, and what stands in for it. */
  readonly notes: readonly string[]
  /** Stages that did not come to their end, so that the tenant is not as was asked: one sentence each. */
  readonly unfinished: readonly string[]
}

/** Says what the world outside is. It does not belong to the tenant. */
const OPERATOR = { type: 'system', id: 'casproof', displayName: 'casproof' } as const

const DEPROVISIONED: readonly Step[] = [...GRANT, { op: 'deprovision' }]

const STEPS: Readonly<Record<MailOptions['after'], readonly Step[]>> = {
  nothing: [],
  provision: GRANT,
  deprovision: DEPROVISIONED,
  'clean up': [...DEPROVISIONED, { op: 'clean up' }],
}

/** @throws RangeError for an unknown world or site, and for mail that is none; InputError for a broken export */
export async function sendMail({
  tenant,
  site,
  policies,
  after,
  mail,
  gateways,
}: MailOptions): Promise<SentMail> {
  const { origin, notes } = await originFor(tenant)
  const outside = outsideOf(site)
  const script: Script = {
    v: 1,
    name: 'mail',
    seed: 'mail',
    world: 'state',
    site,
    directions: 'both',
    policies,
    steps: STEPS[after],
  }
  const { world, results } = await play(script, origin, { invariants: [] })
  const unfinished = results.flatMap(({ outcome, message }, i) =>
    outcome === 'done' ? [] : [`${script.steps[i]?.op}: ${outcome}: ${message}`],
  )
  const at = world.clock.now()
  if (gateways)
    putGateways(world.tenant, { at, actor: OPERATOR, call: 'gateways', requestId: 'gateways' }, gateways)
  const state = compileMail(world.tenant)
  const arrival = { ...composeMail(state, mail), at }
  const trace = deliverMail(state, arrival, outside, { neighbours: [neighbourAt(site)] })
  return { trace, notes, unfinished }
}
