/** A service account at work: its sessions, and how it reaches a goal. */
import { type Session, sessionOf } from '../microsoft/session.ts'
import { applicationTokens, type Tokens } from '../microsoft/token.ts'
import { kindsFor } from '../objects/index.ts'
import type { MarkedSession } from '../objects/kind.ts'
import { marksOf } from '../objects/marker.ts'
import type { AccountPorts, Ports } from '../ports.ts'
import { type Reached, reconcile } from '../reconcile/engine.ts'
import type { Observed } from '../reconcile/question.ts'
import type { Goal } from '../reconcile/row.ts'
import type { Looking } from '../reconcile/work.ts'
import { RENEW_MS } from '../store/leased.ts'
import type { Account, AccountKind, Phase, Settings } from './kind.ts'
import { Ledger } from './ledger.ts'
import { siteNamed } from './sites.ts'

/** @throws RangeError for a site that does not exist */
export function accountOf(kind: AccountKind, ports: AccountPorts, settings: Settings): Account {
  const { tenantId, application, vendorKey } = settings
  const goalsThatMean = (phase: Phase) =>
    new Set(Object.keys(kind.goals).filter((goal) => kind.goals[goal] === phase))
  const ledger = new Ledger(ports, goalsThatMean('cleaned'), goalsThatMean('granted'))
  const leased = leasedPorts(ports, ledger)
  const marks = marksOf(vendorKey, tenantId)
  const tokens = applicationTokens(leased, tenantId, application)
  const session = sessionOf(leased, tenantId, tokens, () => ledger.renew())
  return {
    kind,
    ports,
    settings,
    site: siteNamed(settings.site),
    marks,
    ledger,
    session: { ...session, marks },
    directory: undefined,
    refreshedAt: undefined,
    standing: undefined,
  }
}

/** Ports whose long waits keep the lease alive. */
function leasedPorts(ports: Ports, ledger: Ledger): Ports {
  const { clock } = ports
  const sleep = async (ms: number) => {
    for (let left = ms; left > 0; left -= RENEW_MS) {
      await clock.sleep(Math.min(left, RENEW_MS))
      await ledger.renew()
    }
  }
  return { ...ports, clock: { now: () => clock.now(), sleep } }
}

/** A session of somebody else in the same tenant. @param tokensOver how that person signs in */
export function sessionWith(
  { ports, settings, marks, ledger }: Account,
  tokensOver: (ports: Ports) => Tokens,
): MarkedSession {
  const leased = leasedPorts(ports, ledger)
  const session: Session = sessionOf(leased, settings.tenantId, tokensOver(leased), () => ledger.renew())
  return { ...session, marks }
}

/** What it takes to look at a tenant with a goal in mind. @param session who looks: the application, or a person */
export const lookingFor = (account: Account, goal: Goal, session = account.session): Looking => ({
  session,
  journal: account.ledger,
  kinds: kindsFor(account.settings.application.clientId),
  table: account.kind.table,
  goal,
})

/** Says in the journal what is striven for. The same goal again is the same work, resumed. */
export async function strive({ ledger }: Account, goal: Goal): Promise<void> {
  if (ledger.goal !== goal) await ledger.append({ type: 'goal', goal })
}

/**
 * Brings the tenant to a goal and says so in the journal.
 * @param seen what has just been observed @param together keys of rows that lead mail only when all of them can
 */
export async function reach(
  account: Account,
  goal: Goal,
  {
    session = account.session,
    seen,
    together,
  }: { session?: MarkedSession; seen?: Observed; together?: ReadonlySet<string> } = {},
): Promise<Reached> {
  const { ledger, kind } = account
  await strive(account, goal)
  const looking = lookingFor(account, goal, session)
  const work = { ...looking, table: kind.rows(account), ...(together ? { together } : {}) }
  const reached = await reconcile(work, seen)
  const isReached = reached.obstacles.length === 0 && !reached.error
  if (isReached && !ledger.reached) await ledger.append({ type: 'reached', goal })
  return reached
}
