/**
 * "Migrating Outbound Protection to Exchange Online (Inline Mode)": an account with inbound protection takes outgoing mail
 * over from the Exchange Mail Flow service account, and keeps its application and its objects. That both accounts are
 * migrated so is published (provisioning guide of the earlier generation); the steps are not, and are proposed here:
 * after none of them is mail left unscanned that was scanned before and is to be, or scanned twice.
 */
import { observe, type Reached } from '../../reconcile/engine.ts'
import type { Obstacle } from '../../reconcile/obstacle.ts'
import { isList } from '../../reconcile/row.ts'
import { lookingFor, reach, strive } from '../../service-accounts/account.ts'
import type { FormerGoal } from '../../service-accounts/former/index.ts'
import { formerElsewhere, formerLeft } from '../../service-accounts/former/standing.ts'
import { directionsOf } from '../../service-accounts/inline/directions.ts'
import { type Account, isGranted } from '../../service-accounts/kind.ts'
import { refused, type StageOutcome, worked } from '../outcome.ts'
import { checkRole } from '../role.ts'
import { activitiesOf } from '../synchronize.ts'
import { addOutbound, readyToUpgrade } from '../upgrade.ts'
import { enterFormer, removed, takeOver } from './remove.ts'

const SAID = { code: 'outbound protection migrated', data: {} } as const

/**
 * Repeating it after a crash resumes. Where today's outbound protection cannot be made, what was made of it is taken back,
 * and the former one goes on; once it is on, only the removal of the former one is left.
 */
export function migrate(account: Account, former: Account): Promise<StageOutcome> {
  return former.ledger.leased(() => migrated(account, former))
}

async function migrated(account: Account, former: Account): Promise<StageOutcome> {
  const { kind, ledger } = account
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'nothing to migrate to', data: {} })
  const role = await checkRole(account)
  if (role) return role
  const { seen } = await takeOver(former)
  const elsewhere = formerElsewhere(seen, former.site)
  if (elsewhere) return refused(elsewhere)
  const standing = formerLeft(former, seen)
  const isHalfRemoved = former.ledger.goal === former.kind.actions.revoke && !former.ledger.reached
  if (standing.size === 0 && !isHalfRemoved) return refused({ code: 'nothing to migrate', data: {} })
  await enterFormer(former)
  const led =
    directionsOf(account) === 'both'
      ? await outboundKept(account)
      : await handedOver(account, former, standing.get('F1')?.fields.State === 'Enabled')
  if (!('isLed' in led)) return led
  const gone = await removed(former, (await takeOver(former)).seen)
  const whole = {
    ...gone,
    done: [...led.done, ...gone.done],
    obstacles: [...led.obstacles, ...gone.obstacles],
  }
  return worked(whole, SAID, led.activities)
}

/** Outgoing mail is led by today's rules. */
interface Led extends Pick<StageOutcome, 'done' | 'obstacles' | 'activities'> {
  readonly isLed: true
}

/**
 * The former rule first learns to spare what comes back from the site, so that both may be on for a while; then today's
 * outbound protection is made and switched on.
 * @param isOn whether the former rule leads mail; one that somebody has switched off may stay as it is
 */
async function handedOver(account: Account, former: Account, isOn: boolean): Promise<Led | StageOutcome> {
  const ready = await readyToUpgrade(account)
  if ('outcome' in ready) return ready
  if (!isAskedToLead(account)) return refused({ code: 'no policy for outgoing mail', data: {} })
  const spared = isOn ? await reach(former, 'handing over' satisfies FormerGoal) : NOTHING
  if (spared.error || spared.obstacles.length > 0) return worked(spared, SAID, [])
  const added = await addOutbound(account, ready)
  const done = [...spared.done, ...added.done]
  if (directionsOf(account) === 'both')
    return isHindered(added.obstacles) ? { ...added, done } : { ...added, done, isLed: true }
  await strive(former, former.kind.actions.grant(former))
  return { ...added, done }
}

const NOTHING: Reached = { done: [], left: [], obstacles: [] }

/** After a crash: what the former rule leads has to be led by today's rules before it goes. */
async function outboundKept(account: Account): Promise<Led | StageOutcome> {
  const { kind } = account
  const goal = kind.actions.grant(account)
  const seen = await observe(lookingFor(account, goal))
  const reading = await kind.synchronize(account, seen)
  if (!isAskedToLead(account)) return refused({ code: 'no policy for outgoing mail', data: {} })
  const { done, ...rest } = await reach(account, goal, { seen })
  const outgoing = new Set(kind.table.flatMap((row) => (row.flow === 'outbound' ? row.key : [])))
  if (rest.error || isHindered(rest.obstacles) || rest.obstacles.some(({ key }) => outgoing.has(key)))
    return worked({ ...rest, done }, SAID, [])
  return { isLed: true, done, obstacles: rest.obstacles, activities: activitiesOf(account, reading) }
}

/** Whether something is to be done again. What somebody has switched off by hand stays so. */
const isHindered = (obstacles: readonly Obstacle[]): boolean =>
  obstacles.some(({ code }) => code !== 'switched off by hand')

/** Whether a policy would have outgoing mail scanned: the migration must not end what the former account does. */
const isAskedToLead = (account: Account): boolean =>
  account.kind.rows(account).some((row) => !isList(row) && row.flow === 'outbound' && row.enabled === true)
