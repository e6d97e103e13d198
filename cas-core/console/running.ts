/** What runs without anybody at the console: what is due for all accounts of a customer, the earliest first. */
import type { Mailer } from '../ports.ts'
import { tokenMailTo } from '../profiles/index.ts'
import { upcoming, type WorkName } from '../schedule/due.ts'
import { type Hands, type Ran, runDue } from '../schedule/run.ts'
import { stateOf } from '../schedule/state.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { enterFormerMet } from './former.ts'
import type { At } from './operation.ts'
import { type Place, placesIn } from './places.ts'
import { mailHands, scanSoon } from './scanning.ts'
import { nameTenant, tenantOf } from './tenant-name.ts'

const DAY_MS = 24 * 3_600_000
/** So many days after the grace period accounts are removed (documented in the vendor's answers on expiry). */
const REMOVED_AFTER_DAYS = 10

/** Works after which other mailboxes may be protected. */
const SCANNED_AFTER: ReadonlySet<Ran['what']> = new Set<Ran['what']>([
  'synchronize',
  'finish stage',
  'complete grant',
])

/** Works that end a grant, and one that is done once a day, so that a name is at most a day old. */
const NAMED_AFTER: ReadonlySet<Ran['what']> = new Set<Ran['what']>([
  'synchronize',
  'complete grant',
  'finish stage',
])

/** What was done for an account. */
export interface RanFor extends Ran {
  readonly place: Place
}

/** Every account of the customer that has ever been granted, or is about to be. */
export async function placesOf(at: At): Promise<Place[]> {
  const places: Place[] = []
  for (const organization of at.company.memory.organizations)
    places.push(...(await placesIn(at, organization)))
  return places
}

export interface DueAt {
  readonly hands: Hands
  readonly place: Place
  readonly what: WorkName
  /** Milliseconds since the epoch. It may be past. */
  readonly dueAt: number
}

/** The next work of each kind for each account, the one that is due first at the head. */
export async function upcomingAt(at: At, except: ReadonlySet<Account> = new Set()): Promise<DueAt[]> {
  const now = at.product.ports.clock.now()
  const works: DueAt[] = []
  for (const place of await placesOf(at)) {
    if (except.has(place.account)) continue
    const hands = await handsFor(at, place)
    const state = stateOf(place.account, hands)
    works.push(...upcoming(state, now).map(({ what, dueAt }) => ({ place, hands, what, dueAt })))
  }
  return works.sort((one, other) => one.dueAt - other.dueAt)
}

/**
 * Does what is due, and goes on until nothing is due any more up to a moment.
 * @param untilMs milliseconds since the epoch; with the present moment, what is due now
 */
export async function runAllDue(at: At, untilMs: number): Promise<RanFor[]> {
  const done: RanFor[] = []
  const busy = new Set<Account>()
  for (;;) {
    const [next] = await upcomingAt(at, busy)
    const now = at.product.ports.clock.now()
    if (!next || next.dueAt > Math.max(untilMs, now)) return done
    const { place, hands, dueAt } = next
    const ran = await runDue(place.account, dueAt, hands)
    done.push(...ran.map((one) => ({ ...one, place })))
    if (ran.some(({ what }) => SCANNED_AFTER.has(what))) scanSoon(at, place)
    const isNamed = ran.some(({ what, result }) => NAMED_AFTER.has(what) && result.outcome === 'done')
    // a removal that was finished leaves nobody who may read
    if (isNamed && isGranted(place.account.kind, place.account.ledger.goal)) await nameTenant(at, place)
    for (const { result } of ran) await enterFormerMet(at, place, result)
    // another worker has the account, and the others need not wait for it
    if (ran.length === 0) busy.add(place.account)
  }
}

async function handsFor(at: At, place: Place): Promise<Hands> {
  const { company, product } = at
  const { licence } = company.memory
  const { mailer } = product.ports
  const ends = licence?.expiresAt
  return {
    completesGrants: product.settings.profile === 'cecp',
    ...(await mailHands(at, place)),
    ...(mailer ? { mail: mailFor(at, place, mailer) } : {}),
    ...(licence === undefined || ends === undefined
      ? {}
      : { removeAt: ends + (licence.graceDays + REMOVED_AFTER_DAYS) * DAY_MS }),
  }
}

function mailFor({ company, product }: At, place: Place, mailer: Mailer): NonNullable<Hands['mail']> {
  const { recipients, licence } = company.memory
  return {
    mailer,
    // documented: the customer's own account, until somebody names others
    recipients: recipients ?? (licence?.account === undefined ? [] : [licence.account]),
    wording: (incident) => {
      const message = tokenMailTo(product.settings.profile, incident, aboutOf(place))
      const { signature } = company.memory
      return message && signature !== '' ? { ...message, text: `${message.text}\n\n${signature}` } : message
    },
  }
}

/** The account as notifications and e-mail name it. */
export const aboutOf = ({ organization, service, account }: Place) => ({
  organization: organization.name,
  tenant: tenantOf(organization),
  service: service.name,
  account: account.settings.application.clientId,
})
