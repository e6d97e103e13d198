/**
 * Policies of a service. Where one changes, groups and rules follow at once (documented: trend-vision-one-changes-inline-protection).
 * Sources: trend-vision-one-general, trend-vision-one-adding-atp-policies, trend-vision-one-adding-dlp-policies.
 */
import * as v from 'valibot'
import type { PolicyChange } from '../../policies/changes.ts'
import { idOf } from '../../policies/priorities.ts'
import { alone } from '../../stages/outcome.ts'
import { changePolicy as change, listedPolicies } from '../../stages/policies.ts'
import { synchronize } from '../../stages/synchronize.ts'
import { refuses, shows, stageAnswer } from '../answer.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { grantedIn, type Place, placeOf, SERVICE_INPUT, type ServiceInput } from '../places.ts'
import { scanProtected } from '../scanning.ts'
import { serviceState } from '../service-state.ts'
import { FORMER, INLINE_SERVICE } from '../services.ts'

const ID = v.pipe(v.string(), v.nonEmpty(), v.maxLength(300))
const NAMES = v.pipe(v.array(ID), v.maxLength(10_000))
const TARGETS = v.union(
  [
    v.strictObject({ all: v.literal(true) }),
    v.strictObject({ domains: NAMES }),
    v.strictObject({ users: NAMES, groups: NAMES }),
  ],
  '{"all": true}, {"domains": ["contoso.com"]}, or {"users": [object ids], "groups": [object ids]}',
)
/** What a policy's screens ask for. What is wrong with the values, the policies themselves say. */
const FIELDS = {
  name: v.pipe(v.string(), v.maxLength(256)),
  description: v.exactOptional(v.pipe(v.string(), v.maxLength(1_000))),
  priority: v.exactOptional(v.number()),
  targets: TARGETS,
}

const listPolicies = operation({
  name: 'listPolicies',
  screen: 'Policies',
  does: 'Lists the policies of a service in their order; the first that is enabled and targets a user applies.',
  who: 'anyone',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await grantedPlace(at, input)
    if ('code' in place) return place
    return shows(at, {
      policies: listedPolicies(place.account).map((policy) => ({ id: idOf(policy), ...policy })),
    })
  },
})

/** Policies can be made only for services that are granted (documented). */
async function grantedPlace(at: At, input: ServiceInput): Promise<Place | Answer> {
  const place = await placeOf(at, input)
  if ('code' in place) return place
  const state = serviceState(place.service.kind, place.account.ledger)
  const isGranted = state === 'Granted' || state === 'Access token invalid'
  return isGranted ? place : refuses(at, 'not granted', { service: place.service.name })
}

async function changed(at: At, input: ServiceInput, made: PolicyChange): Promise<Answer> {
  const place = await grantedPlace(at, input)
  if ('code' in place) return place
  const { account, organization, service } = place
  const granted = service.name === INLINE_SERVICE ? await grantedIn(at, organization.id) : []
  const written = await alone(account, () => change(account, made, granted.includes(FORMER.name)))
  return written.outcome === 'done' ? applied(at, place, stageAnswer(at, written)) : stageAnswer(at, written)
}

/** Brings groups and rules to the policies. While the token is invalid, policies are kept and not applied (documented). */
async function applied(at: At, place: Place, written: Answer): Promise<Answer> {
  const { service, account } = place
  if (account.ledger.incidents.open) return written
  if (service.name !== INLINE_SERVICE) {
    await scanProtected(at, place)
    return written
  }
  const synchronized = stageAnswer(at, await alone(account, () => synchronize(account)))
  return synchronized.outcome === 'done'
    ? { ...synchronized, code: written.code, message: written.message }
    : synchronized
}

const addPolicy = operation({
  name: 'addPolicy',
  screen: 'Policies',
  does: 'Adds a policy; without a priority it comes after the others.',
  who: 'administrator',
  input: v.strictObject({
    ...SERVICE_INPUT,
    ...FIELDS,
    kind: v.picklist(['ATP', 'DLP']),
    direction: v.exactOptional(v.picklist(['inbound', 'outbound'])),
    enabled: v.optional(v.boolean(), true),
    isMonitorOnly: v.exactOptional(v.literal(true)),
  }),
  repeatable: false,
  run: (at, { organization, service, direction, ...policy }) => {
    // API mode asks for no direction: its policies are kept where their kind is offered
    const kept = direction ?? (policy.kind === 'DLP' ? 'outbound' : 'inbound')
    const added = { ...policy, direction: kept }
    return changed(at, { organization, service }, { change: 'add', policy: added })
  },
})

const changePolicy = operation({
  name: 'changePolicy',
  screen: 'Policies',
  does: 'Changes a policy; what is left out stays.',
  who: 'administrator',
  input: v.strictObject({
    ...SERVICE_INPUT,
    id: ID,
    to: v.strictObject({
      ...FIELDS,
      name: v.exactOptional(FIELDS.name),
      targets: v.exactOptional(TARGETS),
    }),
  }),
  repeatable: true,
  run: (at, { organization, service, id, to }) =>
    changed(at, { organization, service }, { change: 'change', id, to }),
})

const setPriority = operation({
  name: 'setPriority',
  screen: 'Policies',
  does: 'Gives a policy another priority: 1 is the highest.',
  who: 'administrator',
  input: v.strictObject({ ...SERVICE_INPUT, id: ID, priority: v.number() }),
  repeatable: true,
  run: (at, { organization, service, id, priority }) =>
    changed(at, { organization, service }, { change: 'set priority', id, priority }),
})

/** Acts that need nothing but the policy. */
const act = (name: string, made: 'enable' | 'disable' | 'copy' | 'remove', does: string) =>
  operation({
    name,
    screen: 'Policies',
    does,
    who: 'administrator',
    input: v.strictObject({ ...SERVICE_INPUT, id: ID }),
    repeatable: made === 'enable' || made === 'disable',
    run: (at, { organization, service, id }) => changed(at, { organization, service }, { change: made, id }),
  })

const synchronizeTargets = operation({
  name: 'synchronizeTargets',
  screen: 'Policies',
  does: 'Synchronizes with the tenant by hand: “Click here” on the General tab.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await grantedPlace(at, input)
    if ('code' in place) return place
    const stage = await alone(place.account, () => synchronize(place.account))
    if (stage.outcome === 'done') await scanProtected(at, place)
    return stageAnswer(at, stage)
  },
})

export const POLICIES: readonly AnyOperation[] = [
  listPolicies,
  addPolicy,
  changePolicy,
  setPriority,
  act('enablePolicy', 'enable', 'Enables a policy.'),
  act('disablePolicy', 'disable', 'Disables a policy: its targets count no longer, and stay in it.'),
  act('copyPolicy', 'copy', 'Copies a policy; the copy is disabled.'),
  act('removePolicy', 'remove', 'Removes a policy.'),
  synchronizeTargets,
]
