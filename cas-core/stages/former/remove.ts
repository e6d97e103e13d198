/**
 * "Remove Exchange Mail Flow Service Account": the rule of the former outbound protection goes first, then both connectors.
 * Source: the console's page on deprovisioning the former outbound protection.
 */
import { M365Error } from '../../microsoft/errors.ts'
import { isPassing } from '../../microsoft/retry.ts'
import { CONFIRM_MS } from '../../microsoft/session.ts'
import { type AdministratorCredential, administratorTokens } from '../../microsoft/token.ts'
import { observe, type Reached } from '../../reconcile/engine.ts'
import type { Observed } from '../../reconcile/question.ts'
import { isList } from '../../reconcile/row.ts'
import { lookingFor, reach, sessionWith } from '../../service-accounts/account.ts'
import { formerLeft } from '../../service-accounts/former/standing.ts'
import type { Account } from '../../service-accounts/kind.ts'
import { refused, type StageOutcome, worked } from '../outcome.ts'
import { checkRole } from '../role.ts'

/**
 * Repeating it after a crash resumes. What has the name of a former object and does something else stays.
 * @param administrator whose rights are used where the application's do not suffice: a Global Administrator
 */
export async function removeFormer(
  former: Account,
  administrator?: AdministratorCredential,
): Promise<StageOutcome> {
  const hindrance = await hindranceOf(former)
  if (hindrance && !administrator) return hindrance
  const session =
    hindrance && administrator
      ? sessionWith(former, (leased) => administratorTokens(leased, former.settings.tenantId, administrator))
      : former.session
  const taken = await takeOver(former, session)
  if (taken.count === 0 && former.ledger.goal === undefined)
    return refused({ code: 'nothing to revoke', data: {} })
  return worked(await removed(former, taken.seen, session), { code: 'former account removed', data: {} }, [])
}

/** Where the application may not work in the tenant any more, an administrator may (documented for all removals). */
async function hindranceOf(former: Account): Promise<StageOutcome | undefined> {
  const needed = refused({ code: 'administrator needed', data: {} })
  try {
    const role = await checkRole(former)
    return role?.outcome === 'pending' ? needed : role
  } catch (error) {
    if (!(error instanceof M365Error) || error.service !== 'entra' || isPassing(error)) throw error
    return needed
  }
}

/** Takes what was taken over out of the tenant, and tells the progress screen how it went. */
export async function removed(former: Account, seen: Observed, session = former.session): Promise<Reached> {
  const { ledger, kind } = former
  const goal = kind.actions.revoke
  const isRepeated = ledger.goal === goal && ledger.reached
  const reached = await reach(former, goal, { seen, session })
  const isDone = reached.error === undefined && reached.obstacles.length === 0
  if (!isDone || !isRepeated) await ledger.append({ type: 'removal ended', isDone })
  return reached
}

/**
 * The journal of the former product is not ours: what stands is entered in this one, so that it can be removed by its id.
 * @returns what was seen, and how many objects were entered @throws M365Error
 */
export async function takeOver(
  former: Account,
  session = former.session,
): Promise<{ readonly seen: Observed; readonly count: number }> {
  const { kind, ledger, ports } = former
  const seen = await seenWhole(former, session)
  const standing = formerLeft(former, seen)
  let count = 0
  for (const row of kind.table) {
    const found = standing.get(row.key)
    if (isList(row) || !found || ledger.of(row.key).id !== undefined) continue
    const opId = ports.ids.uuid()
    await ledger.append({ type: 'intent', opId, key: row.key, action: 'create' })
    await ledger.append({ type: 'done', opId, id: found.id, seen: true })
    count++
  }
  return { seen, count }
}

/** One listing can be wrong: what it shows in part, or not at all although it was there before, is looked at once more. */
async function seenWhole(former: Account, session: Account['session']): Promise<Observed> {
  const { kind } = former
  const look = () => observe(lookingFor(former, kind.actions.revoke, session))
  const seen = await look()
  const { size } = formerLeft(former, seen)
  if (size === kind.table.length || (size === 0 && !isListed(former))) return seen
  await session.ports.clock.sleep(CONFIRM_MS)
  const again = await look()
  return formerLeft(former, again).size < size ? seen : again
}

const isListed = ({ ledger, kind }: Account): boolean =>
  ledger.goal !== undefined && !(ledger.goal === kind.actions.revoke && ledger.reached)

/**
 * The account is in the product's list from when its objects are first seen: the product that granted it kept another journal.
 * Proposed.
 */
export async function enterFormer(former: Account): Promise<void> {
  const { ledger } = former
  if (isListed(former)) return
  await ledger.append({ type: 'goal', goal: 'granted' })
  await ledger.append({ type: 'reached', goal: 'granted' })
}
