/**
 * Whether the product still gets into a tenant: fresh tokens, and a small read with each. A token alone proves little: a
 * role that was taken away shows only at use. A refusal is confirmed a minute later before it becomes an incident.
 */
import { M365Error } from '../microsoft/errors.ts'
import { lossOf } from '../microsoft/lost-access.ts'
import { isPassing, repeatable } from '../microsoft/retry.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import { freshStanding } from '../microsoft/standing.ts'
import { type Resource, rolesIn } from '../microsoft/token.ts'
import { type Account, type AccountKind, isGranted } from '../service-accounts/kind.ts'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import { NO_PERMISSION, seenAfterConsent } from './consent.ts'
import { NotYetInEffect, type StageOutcome } from './outcome.ts'

/** Reads that cost little and change nothing, one for each service that an account may use. */
const READS: Readonly<Record<Resource, (session: Session, kind: AccountKind) => Promise<unknown>>> = {
  'https://outlook.office365.com': (session) => session.read('Get-OrganizationConfig', {}, ['Name']),
  'https://graph.microsoft.com': async (session, kind) => {
    await repeatable(session.ports, () =>
      session.graph.send({ method: 'GET', path: '/users?$select=id&$top=1' }),
    )
    // other permissions and the application's role allow this read, too
    const held = rolesIn(await session.tokens.token(GRAPH))
    const needed = (kind.needs ?? kind.permissions)?.[GRAPH] ?? []
    const lacking = needed.filter((name) => held && !held.has(name))
    if (lacking.length > 0)
      throw new M365Error('graph', 403, NO_PERMISSION, `the access token lacks ${lacking.join(', ')}`)
  },
  // a feed that nobody has subscribed to refuses to be read, so that the token has to do
  'https://manage.office.com': (session) => session.tokens.token('https://manage.office.com'),
}

const GRAPH = 'https://graph.microsoft.com'

const resourcesOf = ({ kind }: Account): Resource[] =>
  (Object.keys(READS) as Resource[]).filter((resource) =>
    Object.values(kind.consents).some(({ scope }) => scope.startsWith(`${resource}/`)),
  )

type Loss = Omit<Incident, 'id' | 'openedAt'>

const lossIn = (error: M365Error): Loss | undefined => {
  const { service, status, code, message } = error
  const cause = lossOf(error)
  return cause && { cause, service, status, error: code, said: message }
}

/** Why the product does not get in; undefined where it does. @throws M365Error for a failure that passes, NotYetInEffect */
async function tryAccess(account: Account): Promise<Loss | undefined> {
  const { session } = account
  const readEach = async () => {
    for (const resource of resourcesOf(account)) {
      session.tokens.forget(resource)
      await READS[resource](session, account.kind)
    }
  }
  try {
    await seenAfterConsent(account, readEach)
    return undefined
  } catch (error) {
    const loss = error instanceof M365Error ? lossIn(error) : undefined
    if (!loss) throw error
    return loss
  }
}

/** Opens an incident where access is still refused a minute later. Returns the incident that is open then. */
async function confirmLoss(account: Account): Promise<Incident | undefined> {
  const { ledger, session } = account
  await session.ports.clock.sleep(CONFIRM_MS)
  const loss = await tryAccess(account)
  if (loss) {
    session.ports.log.warn(loss, 'the service refuses the account: its access token is invalid')
    await ledger.append({ type: 'incident opened', id: session.ports.ids.uuid(), ...loss })
  }
  return ledger.incidents.open
}

/**
 * Looks whether access works, and opens or closes the account's incident accordingly. Access that works again, by
 * whatever an administrator has done, closes it (proposed); the documented way is to recreate the token.
 * @returns the incident that is open at the end @throws M365Error for a failure that passes
 */
export async function settleAccess(account: Account): Promise<Incident | undefined> {
  const { ledger } = account
  const loss = await tryAccess(account)
  const { open } = ledger.incidents
  if (loss) return open ?? confirmLoss(account)
  if (open) await ledger.append({ type: 'incident closed', id: open.id })
  return undefined
}

/**
 * The hourly refresh. A fresh token of Microsoft Graph shows whether the application is still there and what it has been
 * given. Where that is what it was when every service let it in, a token of Exchange Online is left to the next call that
 * needs one; otherwise each service is tried.
 * @returns the incident that is open at the end @throws M365Error for a failure that passes
 */
export async function refreshAccess(account: Account): Promise<Incident | undefined> {
  const { ledger, session, settings } = account
  const standing = await freshStanding(session, settings.application.clientId).catch(refusedAsUndefined)
  const isAsBefore = standing !== undefined && standing === account.standing
  if (isAsBefore && ledger.incidents.open === undefined) return undefined
  account.standing = undefined
  const incident = await settleAccess(account)
  if (!incident) account.standing = standing
  return incident
}

/** A refusal proves little by itself: each service is tried then. */
function refusedAsUndefined(error: unknown): undefined {
  if (error instanceof M365Error && !isPassing(error)) return undefined
  throw error
}

/**
 * A stage of a granted account. Where it fails in a way that may mean lost access, that is confirmed and written down;
 * the stage's own result stays as it is.
 */
export async function watchingAccess(
  account: Account,
  stage: () => Promise<StageOutcome>,
): Promise<StageOutcome> {
  const { ledger, kind } = account
  const noticed = async (error: M365Error) => {
    const isOpen = ledger.incidents.open !== undefined
    if (isOpen || !isGranted(kind, ledger.goal) || !lossOf(error)) return
    // what fails here is tried again at the next refresh
    await confirmLoss(account).catch((failure: unknown) => {
      if (!(failure instanceof M365Error || failure instanceof NotYetInEffect)) throw failure
    })
  }
  try {
    const result = await stage()
    if (result.code === 'service error') {
      const { service, status, error, said } = result.data
      await noticed(new M365Error(service, status, error, said))
    }
    return result
  } catch (error) {
    if (error instanceof M365Error) await noticed(error)
    throw error
  }
}
