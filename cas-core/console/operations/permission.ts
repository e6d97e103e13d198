/**
 * The permissions of a grant: the address at which an administrator gives one, and what the browser brings back.
 * Source: the grant guides of both modes, trend-vision-one-service-account-cloud-apps.
 */
import * as v from 'valibot'
import { signInPage } from '../../microsoft/entra/sign-in.ts'
import { CHOICE_RULES } from '../../profiles/targets.ts'
import { REMOVING } from '../../stages/administrator.ts'
import { consentAnswer, type NoConsent, recordConsent, consentUrl as urlOf } from '../../stages/consent.ts'
import { alone, outcome, reading, refused, type StageOutcome } from '../../stages/outcome.ts'
import { recreateToken } from '../../stages/recreate-token.ts'
import { proveTenant, SPEAKING } from '../../stages/sign-in.ts'
import { consentHindrance } from '../../stages/targets.ts'
import { refuses, shows, stageAnswer } from '../answer.ts'
import { type AskedConsent, askedIn, stateOf } from '../consent-state.ts'
import { grantShown, submitted } from '../granting.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { type Place, placeOf, SERVICE_INPUT } from '../places.ts'
import { REMOVAL, removed } from '../removing.ts'
import { SERVICES } from '../services.ts'
import { signInAt } from '../signing-in.ts'
import { nameTenant, tenantOf } from '../tenant-name.ts'
import { tieTenant } from '../tenant-tie.ts'
import { TEXT } from '../text.ts'

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
    const { service, account, organization } = place
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
    const name = at.company.accountName(organization.id, kind.name)
    const state = stateOf(vendorKey, { account: name, purpose, grant: ledger.grant.count })
    return shows(at, { purpose, url: urlOf(account, purpose, state, organization.tenantId === undefined) })
  },
})

const acceptConsent = operation({
  name: 'acceptConsent',
  screen: 'Grant Access',
  does: 'Takes the address to which Microsoft sent the browser back after a permission was given or somebody has signed in; after a permission it may ask for a sign-in.',
  who: 'administrator',
  input: v.strictObject({ callback: v.pipe(v.string(), v.maxLength(8_192), v.url()) }),
  repeatable: true,
  async run(at, { callback }) {
    const state = new URL(callback).searchParams.get('state') ?? ''
    const asked = askedIn(at.product.settings.vendorKey, state)
    const place = asked && (await placeNamed(at, asked.account))
    if (!asked || !place) return refuses(at, 'not a callback', {})
    const answer = { asked, state, callback }
    if (asked.purpose === REMOVAL && asked.signIn) return removalAgreed(at, place, answer, asked.signIn)
    const { ledger } = place.account
    const isAsked = ledger.grant.begun !== undefined || ledger.incidents.recreated !== undefined
    if (!isAsked || ledger.grant.count !== asked.grant)
      return stageAnswer(at, refused({ code: 'answer to another request', data: {} }))
    return asked.signIn ? signInTaken(at, place, answer, asked.signIn) : consentTaken(at, place, answer)
  },
})

/** An organization that is tied has its tenant. For another one, the person who consents shows whose tenant it is. */
async function consentTaken(at: At, place: Place, { asked, state, callback }: BroughtBack): Promise<Answer> {
  const { tenantId } = place.organization
  const { application } = place.account.settings
  const answer = consentAnswer(callback, { application, state, tenantId })
  if ('code' in answer) return stageAnswer(at, refused(named(place, answer)))
  if (tenantId !== undefined) return recorded(at, place, asked.purpose)
  return signInAsked(at, place, asked, { ...answer, since: at.product.ports.clock.now() })
}

async function signInTaken(
  at: At,
  place: Place,
  { asked, state, callback }: BroughtBack,
  { tenantId, since }: SignInAsked,
): Promise<Answer> {
  const { organization, account } = place
  const tied = organization.tenantId
  if (tied !== undefined && tied.toLowerCase() !== tenantId.toLowerCase())
    return stageAnswer(
      at,
      refused(named(place, { code: 'consent of another tenant', data: { tenant: tied } })),
    )
  const { ports } = at.product
  const request = signInAt(at, place, state)
  const proof = await reading(account, () =>
    proveTenant(ports, request, callback, { tenantId, since, roles: SPEAKING }),
  )
  if (proof.code === 'sign-in asked') return signInAsked(at, place, asked, { tenantId, since })
  if (proof.outcome !== 'done') return stageAnswer(at, proof)
  const owned = await tieTenant(at, place, tenantId.toLowerCase())
  return 'code' in owned ? owned : recorded(at, owned, asked.purpose)
}

/** The tenant by its name, where it is known. */
function named({ organization }: Place, answer: NoConsent): NoConsent {
  const tenant = tenantOf(organization)
  return answer.code !== 'consent of another tenant' || tenant === undefined
    ? answer
    : { ...answer, data: { tenant } }
}

/** What a browser has brought, and what it answers. */
interface BroughtBack {
  readonly asked: AskedConsent
  readonly state: string
  readonly callback: string
}

type SignInAsked = Omit<NonNullable<AskedConsent['signIn']>, 'once'>

async function signInAsked(at: At, place: Place, asked: AskedConsent, of: SignInAsked): Promise<Answer> {
  const { ports, settings } = at.product
  const signIn = { ...of, once: ports.ids.uuid() }
  const url = await signInPage(ports, signInAt(at, place, stateOf(settings.vendorKey, { ...asked, signIn })))
  return stageAnswer(at, outcome('pending', { code: 'sign-in asked', data: {} }), { url })
}

/** Somebody has signed in to have the service account removed. An answer to an earlier life of it counts for nothing. */
async function removalAgreed(
  at: At,
  place: Place,
  { asked, state, callback }: BroughtBack,
  signIn: SignInAsked,
): Promise<Answer> {
  const { account } = place
  if (account.ledger.grant.count !== asked.grant || signIn.tenantId !== account.settings.tenantId)
    return stageAnswer(at, refused({ code: 'answer to another request', data: {} }))
  const request = signInAt(at, place, state)
  const wanted = { ...signIn, roles: REMOVING }
  const proof = await reading(account, () => proveTenant(at.product.ports, request, callback, wanted))
  return proof.outcome === 'done' ? removed(at, place) : stageAnswer(at, proof)
}

/** The permission is written down, and what waited for it goes on. */
async function recorded(at: At, place: Place, purpose: string): Promise<Answer> {
  const { account } = place
  const taken = await alone(account, () => recordConsent(account, purpose))
  const { ledger, kind } = account
  if (ledger.incidents.recreated !== undefined) return recreated(at, place, taken)
  const isLast = Object.keys(kind.consents).every((one) => ledger.consents.has(one))
  // this generation has a button for selected users alone: else the grant goes on by itself (documented)
  const goesOn = isLast && !ledger.targets.isSelected && at.product.settings.profile === 'cecp'
  if (taken.outcome === 'done' && goesOn) return submitted(at, place)
  return stageAnswer(at, taken, await grantShown(at, place))
}

/** After the last permission the product tries its access: the step gets its check mark. */
async function recreated(at: At, place: Place, taken: StageOutcome): Promise<Answer> {
  const { account } = place
  if (taken.outcome !== 'done') return stageAnswer(at, taken)
  const stage = await alone(account, () => recreateToken(account))
  if (stage.outcome === 'done') await nameTenant(at, place)
  // further permissions are to be given
  return stageAnswer(at, stage.code === 'consent missing' ? taken : stage)
}

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

export const PERMISSION: readonly AnyOperation[] = [consentUrl, acceptConsent]
