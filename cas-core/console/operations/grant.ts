/**
 * Grant Access, or Provision in the earlier generation. A grant that was begun goes on where it stands, for anyone who comes back.
 * Source: trend-vision-one-grant-exchange-inline-auth, trend-vision-one-access-exchange-auth-acct, and their predecessors.
 */
import * as v from 'valibot'
import { DEFAULT_POLICIES, policiesAtCompletion } from '../../policies/default-policies.ts'
import type { ProfileName } from '../../profiles/index.ts'
import { ENTRANCES } from '../../profiles/screens/entrances.ts'
import { alone } from '../../stages/outcome.ts'
import { verify } from '../../stages/role.ts'
import { done, refuses, shows, stageAnswer } from '../answer.ts'
import { grantShown, submitted } from '../granting.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { grantedIn, type Place, placeOf, SERVICE_INPUT } from '../places.ts'
import { serviceState } from '../service-state.ts'
import { FORMER, INLINE_SERVICE } from '../services.ts'
import { isTenantFree, untieTenant } from '../tenant-tie.ts'
import { PERMISSION } from './permission.ts'
import { choiceMade } from './targets.ts'

const beginGrant = operation({
  name: 'beginGrant',
  screen: 'Grant Access',
  does: 'Begins to grant access to a service, with the policy to enable when the grant is complete.',
  who: 'administrator',
  input: v.strictObject({
    ...SERVICE_INPUT,
    /** The screen from which it is begun; each ends alike. */
    from: v.optional(v.picklist(ENTRANCES), 'Service Status'),
    policy: v.exactOptional(v.picklist(DEFAULT_POLICIES)),
    /** Whose data is synchronized, where the generation asks before the permission. */
    targets: v.exactOptional(v.picklist(['all', 'selected'])),
    /** Accounts of the time before outbound protection have inbound protection alone. */
    directions: v.exactOptional(v.picklist(['inbound', 'both'])),
  }),
  repeatable: false,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { service, account } = place
    const { policy, directions, targets, from } = input
    const hindrance = (await hindranceOf(at, place)) ?? (await formerHindrance(at, place, directions))
    if (hindrance) return hindrance
    if (targets !== undefined) {
      const chosen = await choiceMade(at, place, targets)
      if (chosen.outcome !== 'done') return stageAnswer(at, chosen)
    }
    const begun = {
      type: 'grant begun' as const,
      by: at.user.name,
      from,
      ...(policy === undefined ? {} : { policy }),
    }
    await account.ledger.leased(async () => {
      // one that was taken back is still begun, and has left no choice behind
      if (directions !== undefined && !(account.ledger.grant.begun && account.ledger.directions))
        await account.ledger.append({ type: 'directions', directions })
      if (account.ledger.grant.begun) return
      // those of an earlier grant must not reroute mail while access is granted again
      if (account.ledger.policies?.some(({ enabled }) => enabled))
        await account.ledger.append({
          type: 'policies',
          policies: policiesAtCompletion(service.kind.name, ''),
        })
      await account.ledger.append(begun)
    })
    return done(at, 'grant begun', { service: service.name }, await grantShown(at, place))
  },
})

async function hindranceOf(at: At, { organization, service, account }: Place): Promise<Answer | undefined> {
  const { licence } = at.company.memory
  const { name } = service
  if (service.needsAddOn && !licence?.isInlineIncluded) return refuses(at, 'licence without inline mode', {})
  if (licence?.expiresAt !== undefined && at.product.ports.clock.now() >= licence.expiresAt)
    return refuses(at, 'licence expired', {})
  const state = serviceState(service.kind, account.ledger)
  if (state === 'Granted' || state === 'Access token invalid')
    return refuses(at, 'already granted', { service: name })
  if (state === 'Removing') return refuses(at, 'being removed', { service: name })
  const granted = await grantedIn(at, organization.id)
  const isFirst = service.after?.some((other) => granted.includes(other)) === false
  return isFirst ? refuses(at, 'grant another first', { services: service.after ?? [] }) : undefined
}

/** Documented: it has to go before access in both directions is granted. */
async function formerHindrance(
  at: At,
  { organization, service }: Place,
  directions: 'inbound' | 'both' | undefined,
): Promise<Answer | undefined> {
  if (service.name !== INLINE_SERVICE || directions === 'inbound') return undefined
  const granted = await grantedIn(at, organization.id)
  return granted.includes(FORMER.name)
    ? refuses(at, 'remove another first', { service: FORMER.name })
    : undefined
}

const submit = (name: string, does: string, generations: readonly ProfileName[] | undefined) =>
  operation({
    name,
    screen: 'Grant Access',
    does,
    who: 'administrator',
    ...(generations ? { generations } : {}),
    input: v.strictObject(SERVICE_INPUT),
    repeatable: true,
    async run(at, input) {
      const place = await placeOf(at, input)
      if ('code' in place) return place
      if (!place.account.ledger.grant.begun)
        return refuses(at, 'grant not begun', { service: place.service.name })
      const unverified = name === 'verifyAndSubmit' ? await unverifiedAt(at, place) : undefined
      return unverified ?? submitted(at, place)
    },
  })

/** "Verify": the only check of the console that the steps before are done (documented for inline mode). */
async function unverifiedAt(at: At, { account }: Place): Promise<Answer | undefined> {
  if (account.kind.name !== 'inline') return undefined
  const stage = await alone(account, () => verify(account))
  return stage.outcome === 'done' ? undefined : stageAnswer(at, stage)
}

const viewGrant = operation({
  name: 'viewGrant',
  screen: 'Grant Access',
  does: 'Shows the steps of a grant, which of them are done, and the app ID as soon as it is known.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    return 'code' in place ? place : shows(at, await grantShown(at, place))
  },
})

const cancelGrant = operation({
  name: 'cancelGrant',
  screen: 'Grant Access',
  does: 'Ends a grant that has changed nothing in the tenant but its consents.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: false,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { service, account } = place
    const { ledger, kind } = account
    if (!ledger.grant.begun) return refuses(at, 'grant not begun', { service: service.name })
    const phase = ledger.goal === undefined ? undefined : kind.goals[ledger.goal]
    if (phase === 'granted') return refuses(at, 'grant has written', { service: service.name })
    await ledger.leased(() => ledger.append({ type: 'grant cancelled' }))
    if (await isTenantFree(at, place.organization)) await untieTenant(at, place.organization)
    return done(at, 'grant cancelled', { service: service.name })
  },
})

export const GRANT_ACCESS: readonly AnyOperation[] = [
  beginGrant,
  ...PERMISSION,
  viewGrant,
  submit('submitGrant', 'Goes on with a grant: checks what it needs, and grants access.', undefined),
  submit('verifyAndSubmit', 'Verifies that the steps before are done, and grants access.', [
    'cas',
    '2023-08',
  ]),
  cancelGrant,
]
