/**
 * Grant Access, or Provision in the earlier generation. A grant that was begun goes on where it stands, for anyone who comes back.
 * Source: trend-vision-one-grant-exchange-inline-auth, trend-vision-one-access-exchange-auth-acct, and their predecessors.
 */
import * as v from 'valibot'
import { DEFAULT_POLICIES, policiesAtCompletion } from '../../policies/default-policies.ts'
import type { ProfileName } from '../../profiles/index.ts'
import { CHOICE_RULES } from '../../profiles/targets.ts'
import { completeGrant } from '../../stages/complete-grant.ts'
import { consentAnswer, acceptConsent as takeConsent, consentUrl as urlOf } from '../../stages/consent.ts'
import { alone, refused, type StageOutcome } from '../../stages/outcome.ts'
import { recreateToken } from '../../stages/recreate-token.ts'
import { verify } from '../../stages/role.ts'
import { consentHindrance } from '../../stages/targets.ts'
import { done, refuses, shows, stageAnswer, titleAt } from '../answer.ts'
import { askedIn, stateOf } from '../consent-state.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { grantedIn, type Place, placeOf, SERVICE_INPUT } from '../places.ts'
import { scanProtected } from '../scanning.ts'
import { serviceState } from '../service-state.ts'
import { SERVICES } from '../services.ts'
import { isTenantFree, tieTenant, untieTenant } from '../tenant-tie.ts'
import { TEXT } from '../text.ts'
import { choiceMade } from './targets.ts'

const beginGrant = operation({
  name: 'beginGrant',
  screen: 'Grant Access',
  does: 'Begins to grant access to a service, with the policy to enable when the grant is complete.',
  who: 'administrator',
  input: v.strictObject({
    ...SERVICE_INPUT,
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
    const hindrance = await hindranceOf(at, place)
    if (hindrance) return hindrance
    const { policy, directions, targets } = input
    if (targets !== undefined) {
      const chosen = await choiceMade(at, place, targets)
      if (chosen.outcome !== 'done') return stageAnswer(at, chosen)
    }
    const begun = {
      type: 'grant begun' as const,
      by: at.user.name,
      ...(policy === undefined ? {} : { policy }),
    }
    await account.ledger.leased(async () => {
      if (account.ledger.grant.begun) return
      // those of an earlier grant must not reroute mail while access is granted again
      if (account.ledger.policies?.some(({ enabled }) => enabled))
        await account.ledger.append({
          type: 'policies',
          policies: policiesAtCompletion(service.kind.name, ''),
        })
      if (directions !== undefined) await account.ledger.append({ type: 'directions', directions })
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

const consentUrl = operation({
  name: 'consentUrl',
  screen: 'Grant Access',
  does: 'Gives the address at which an administrator of the tenant gives the next permission, or a named one.',
  who: 'administrator',
  input: v.strictObject({ ...SERVICE_INPUT, purpose: v.exactOptional(TEXT) }),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { service, account } = place
    const { ledger, kind } = account
    const { recreated: again } = ledger.incidents
    if (!ledger.grant.begun && !again) return refuses(at, 'grant not begun', { service: service.name })
    const lacking = consentHindrance(account, CHOICE_RULES[at.product.settings.profile])
    if (lacking) return stageAnswer(at, lacking)
    const purposes = Object.keys(kind.consents)
    const purpose =
      input.purpose ?? purposes.find((one) => !(again ?? ledger.consents).has(one)) ?? purposes[0] ?? ''
    if (!purposes.includes(purpose)) return refuses(at, 'no such consent', { purpose, purposes })
    const { vendorKey } = at.product.settings
    const state = stateOf(vendorKey, { account: accountName(at, place), purpose, grant: ledger.grant.count })
    return shows(at, { purpose, url: urlOf(account, purpose, state) })
  },
})

const acceptConsent = operation({
  name: 'acceptConsent',
  screen: 'Grant Access',
  does: 'Takes the address to which Microsoft sent the browser back after a permission was given.',
  who: 'administrator',
  input: v.strictObject({ callback: v.pipe(v.string(), v.maxLength(8_192), v.url()) }),
  repeatable: true,
  async run(at, { callback }) {
    const state = new URL(callback).searchParams.get('state') ?? ''
    const asked = askedIn(at.product.settings.vendorKey, state)
    const place = asked && (await placeNamed(at, asked.account))
    if (!asked || !place) return refuses(at, 'not a callback', {})
    const { ledger, settings } = place.account
    const isAsked = ledger.grant.begun !== undefined || ledger.incidents.recreated !== undefined
    if (!isAsked || ledger.grant.count !== asked.grant)
      return stageAnswer(at, refused({ code: 'answer to another request', data: {} }))
    const { tenantId } = place.organization
    const answer = consentAnswer(callback, { application: settings.application, state, tenantId })
    if ('code' in answer) return stageAnswer(at, refused(answer))
    const tied = await tieTenant(at, place, answer.tenantId)
    if ('code' in tied) return tied
    const { account } = tied
    const taken = await alone(account, () => takeConsent(account, asked.purpose, callback, state))
    if (ledger.incidents.recreated !== undefined) return recreated(at, tied, taken)
    const { consents, targets } = account.ledger
    const isLast = Object.keys(account.kind.consents).every((purpose) => consents.has(purpose))
    // this generation has a button for selected users alone: else the grant goes on by itself (documented)
    if (taken.outcome === 'done' && isLast && !targets.isSelected && at.product.settings.profile === 'cecp')
      return submitted(at, tied)
    return stageAnswer(at, taken, await grantShown(at, tied))
  },
})

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

/** After the last permission the product tries its access: the step gets its check mark. */
async function recreated(at: At, place: Place, taken: StageOutcome): Promise<Answer> {
  const { account } = place
  if (taken.outcome !== 'done') return stageAnswer(at, taken)
  const stage = await alone(account, () => recreateToken(account))
  // further permissions are to be given
  return stageAnswer(at, stage.code === 'consent missing' ? taken : stage)
}

async function submitted(at: At, place: Place): Promise<Answer> {
  const { account } = place
  const stage = await alone(account, () => completeGrant(account))
  if (stage.outcome === 'done') await scanProtected(at, place)
  return stageAnswer(at, stage, await grantShown(at, place))
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

/** What the grant's screen shows. Captions of the steps are the guide's, in our words. */
async function grantShown(at: At, { organization, service, account }: Place): Promise<object> {
  const { ledger, kind, settings } = account
  const state = serviceState(kind, ledger)
  const steps = Object.keys(kind.consents).map((purpose) => ({
    purpose,
    isDone: ledger.consents.has(purpose),
  }))
  const isAppThere = steps[0]?.isDone === true
  return {
    title: titleAt(at, 'Grant Access', service.name),
    organization: organization.name,
    service: service.name,
    state,
    policy: ledger.grant.begun?.policy,
    targets: ledger.targets.choice,
    ...(kind.choosesTargets
      ? { selected: [...ledger.targets.users.values()].map(({ userPrincipalName }) => userPrincipalName) }
      : {}),
    tenantId: at.company.organization(organization.id)?.tenantId,
    steps,
    // the app is made by the first consent, so that its id means nothing before (inferred)
    ...(isAppThere ? { appId: settings.application.clientId } : {}),
  }
}

const accountName = ({ company }: At, { organization, service }: Place): string =>
  company.accountName(organization.id, service.kind.name)

/** The account of this customer that has the name. */
async function placeNamed(at: At, name: string): Promise<Place | undefined> {
  if (!at.company.memory.licence) return undefined
  for (const organization of at.company.memory.organizations)
    for (const service of SERVICES)
      if (at.company.accountName(organization.id, service.kind.name) === name)
        return {
          organization,
          service,
          account: await at.product.account(at.company, organization.id, service),
        }
  return undefined
}

export const GRANT_ACCESS: readonly AnyOperation[] = [
  beginGrant,
  consentUrl,
  acceptConsent,
  viewGrant,
  submit('submitGrant', 'Goes on with a grant: checks what it needs, and grants access.', undefined),
  submit('verifyAndSubmit', 'Verifies that the steps before are done, and grants access.', [
    'cas',
    '2023-08',
  ]),
  cancelGrant,
]
