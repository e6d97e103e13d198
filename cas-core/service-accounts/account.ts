/** The inline-mode service account: what the console knows of one tenant, and what its stages work on. */
import type { Directory } from '../microsoft/directory.ts'
import { M365Error, sentenceOf } from '../microsoft/errors.ts'
import { type Session, sessionOf } from '../microsoft/session.ts'
import { type ApplicationCredential, applicationTokens, type Tokens } from '../microsoft/token.ts'
import { marksOf } from '../objects/marker.ts'
import { readConfirmed } from '../policies/confirmed.ts'
import { type Policy, targetsOf } from '../policies/policies.ts'
import type { Ports } from '../ports.ts'
import type { ProfileName } from '../profiles/messages.ts'
import { type Looking, reconcile } from '../reconcile/engine.ts'
import { type Entry, type Goal, Ledger } from '../reconcile/journal.ts'
import type { Observed, Obstacle } from '../reconcile/plan.ts'
import { type Context, OBJECTS, type ObjectsByGoal } from './inline/table.ts'
import { protectedIn } from './protected.ts'
import { type Site, siteNamed } from './sites.ts'

export interface Settings {
  readonly tenantId: string
  /** Name of the serving site, which the licence decides: `EU`. */
  readonly site: string
  readonly directions: 'inbound' | 'both'
  /** The product's multi-tenant application for inline mode. */
  readonly application: ApplicationCredential & { readonly redirectUri: string }
  /** The vendor's secret, from which marks and the tenant's company id are derived. */
  readonly vendorKey: string
  readonly policies: readonly Policy[]
  readonly profile?: ProfileName
  /** The published page names a domain pair and no type; one external item is the proposed default. */
  readonly spoofTypes?: readonly ('External' | 'Internal')[]
}

export type Outcome = 'done' | 'pending' | 'refused' | 'failed'

export interface StageResult {
  readonly outcome: Outcome
  /** What the console shows. */
  readonly message: string
  /** Writes of this stage, in order: `create TMCAS Inline …`. */
  readonly done: readonly string[]
  readonly obstacles: readonly Obstacle[]
  /** What was done besides changing the tenant. */
  readonly activities: readonly string[]
}

/** What all stages share; made anew with every process, so that nothing but the journal lasts. */
export interface Account {
  readonly ports: Ports
  readonly settings: Settings
  readonly site: Site
  readonly ledger: Ledger
  readonly table: ObjectsByGoal
  /** The application's own session. */
  readonly session: Session
  directory: Directory | undefined
}

export function accountOf(ports: Ports, settings: Settings, table: ObjectsByGoal = OBJECTS): Account {
  const { tenantId, application, vendorKey } = settings
  const tokens = applicationTokens(ports, tenantId, application)
  const marks = marksOf(vendorKey, tenantId)
  return {
    ports,
    settings,
    site: siteNamed(settings.site),
    ledger: new Ledger(ports.journal),
    table,
    session: sessionOf(ports, tenantId, marks, tokens),
    directory: undefined,
  }
}

/** A session of somebody else in the same tenant. */
export const sessionWith = ({ ports, settings, session }: Account, tokens: Tokens): Session =>
  sessionOf(ports, settings.tenantId, session.marks, tokens)

export function note({ ports, ledger }: Account, entry: Entry): void {
  ledger.append({ ...entry, at: ports.clock.now(), epoch: ledger.epoch })
}

/** Makes a goal the current one. The same goal again keeps its epoch, so that a repeated stage resumes. */
function setGoal({ ports, ledger }: Account, goal: Goal): number {
  if (ledger.goal !== goal)
    ledger.append({ type: 'goal', goal, at: ports.clock.now(), epoch: ledger.epoch + 1 })
  return ledger.epoch
}

/** Reads what synchronization reads, and keeps it. @param seen what stands in the tenant, and so who is protected */
export async function synchronizeDirectory(account: Account, seen: Observed): Promise<Directory> {
  const { ports, session, settings, table, ledger } = account
  ports.log.info({}, 'reading users, groups, domains and their MX records')
  const standing = protectedIn(table, { observed: seen, memory: ledger })
  account.directory = await readConfirmed(session, settings.policies, standing)
  return account.directory
}

/** What it takes to look at a tenant with a goal in mind. @param session who looks: the application, or a person */
export const lookingFor = ({ ledger, table, settings }: Account, goal: Goal, session: Session): Looking => ({
  session,
  ledger,
  table,
  goal,
  appId: settings.application.clientId,
})

/** Brings the tenant to a goal and says so in the journal. @param seen what has just been observed */
export async function reach(
  account: Account,
  goal: Goal,
  { session = account.session, seen }: { session?: Session; seen?: Observed } = {},
): Promise<Omit<StageResult, 'message' | 'activities'>> {
  const epoch = setGoal(account, goal)
  const work = { ...lookingFor(account, goal, session), epoch, context: contextOf(account) }
  const { done, obstacles } = await reconcile(work, seen)
  if (obstacles.length === 0 && !account.ledger.reached) note(account, { type: 'reached', goal })
  return { outcome: obstacles.length === 0 ? 'done' : 'failed', done, obstacles }
}

function contextOf({ settings, site, directory }: Account): Omit<Context, 'standing' | 'marks'> {
  const known = directory ?? NO_DIRECTORY
  return {
    site,
    spoofTypes: settings.spoofTypes ?? ['External'],
    targets: {
      inbound: targetsOf(settings.policies, known, 'inbound'),
      outbound: targetsOf(settings.policies, known, 'outbound'),
    },
    protection: { inbound: true, outbound: true },
  }
}

const NO_DIRECTORY: Directory = {
  users: new Map(),
  groups: new Map(),
  domains: [],
  mx: new Map(),
  members: new Map(),
}

/** A stage that ended with an error of a service, in words for the console. */
export function failed(error: unknown): StageResult {
  if (!(error instanceof M365Error)) throw error
  return { outcome: 'failed', message: sentenceOf(error), done: [], obstacles: [], activities: [] }
}

/** A stage that was not begun, because something has to be put right first. */
export const refused = (message: string): StageResult => ({
  outcome: 'refused',
  message,
  done: [],
  obstacles: [],
  activities: [],
})

/** Sentence for a stage that left something undone. */
export const obstaclesIn = (obstacles: readonly Obstacle[]): string =>
  obstacles.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
