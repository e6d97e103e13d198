/** The former account for outgoing mail, as the harness knows it: its published names, and whose mail its rule leads. */
import type { Change, Tenant, View } from '#mock-m365'
import { publishedNames, publishedSites } from '#reports'
import { publishedSite } from '../expected.ts'
import { inBoth, NO_SCOPES, type Scopes, scopesIn, switchedOn } from '../mail/scopes.ts'
import { nameOf } from './entity-name.ts'
import { isConsoleStep, type Step } from './script.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

/** As the console calls it (documented). */
export const FORMER_SERVICE = 'Exchange Mail Flow'

const { FORMER_CONNECTORS, FORMER_RULE } = publishedNames
const NAMES: ReadonlySet<string> = new Set([...FORMER_CONNECTORS, FORMER_RULE])
const ADDRESSES: ReadonlySet<string> = new Set(publishedSites.flatMap(({ outbound }) => outbound))
const KINDS = ['TransportRule', 'InboundConnector', 'OutboundConnector'] as const

export const isFormerName = (name: string): boolean => NAMES.has(name)

/** `kind key` of the objects of the former account. */
export const formerObjectsIn = (tenant: Pick<Tenant, 'list'>): string[] =>
  KINDS.flatMap((kind) =>
    tenant.list(kind).flatMap((one) => (NAMES.has(nameOf(one)) ? [`${kind} ${one.Guid}`] : [])),
  )

/** Whether a connector of it is in the way of a grant: one that has its name, and leads to a scanner or back from one. */
export function formerStandsIn(view: Pick<View, 'find'>): boolean {
  const [out, back] = FORMER_CONNECTORS
  const leads = view.find('OutboundConnector', 'Name', out).flatMap(({ SmartHosts }) => SmartHosts)
  const returns = view.find('InboundConnector', 'Name', back).flatMap(({ SenderIPAddresses: one }) => one)
  return (
    leads.some((host) => /\.outrelay/.test(String(host))) || returns.some((one) => ADDRESSES.has(String(one)))
  )
}

/** Whether its scanner is the site's: another site's account is that site's to remove. */
export function isFormerOf(view: Pick<View, 'find'>, site: string): boolean {
  const host = publishedSite(site).sendingInfrastructure.replace('inpost', 'outrelay')
  const hosts = FORMER_CONNECTORS.flatMap((name) =>
    view.find('OutboundConnector', 'Name', name).flatMap(({ SmartHosts }) => SmartHosts),
  )
  return hosts.some((one) => String(one).endsWith(`.${host}`))
}

/** Whose outgoing mail its rule leads to the scanner, where it is switched on. */
function formerScopesIn(view: View): Scopes {
  const [rule] = view.find('TransportRule', 'Name', FORMER_RULE)
  if (rule?.State !== 'Enabled') return NO_SCOPES
  const named = Array.isArray(rule.SenderDomainIs) ? rule.SenderDomainIs : []
  const domains = named.map((domain) => String(domain).toLowerCase())
  return { ...NO_SCOPES, outbound: { domains: new Set(domains), users: new Set() } }
}

/** Whether outgoing mail of both features is taken over by inline mode. */
export const isMigration = (step: Step): boolean =>
  step.op === 'migrate' || (step.op === 'console' && step.operation === 'migrateOutboundProtection')

const isRemoval = (step: Step): boolean =>
  step.op === 'deprovision former' ||
  (isConsoleStep(step) &&
    step.op === 'console' &&
    step.operation === 'removeServiceAccount' &&
    step.input?.service === FORMER_SERVICE)

/** Whether a step ends the account, or was to. */
export const endsFormer = (step: Step, { outcome }: Pick<StepResult, 'outcome'>): boolean =>
  (isRemoval(step) && outcome !== 'refused' && outcome !== 'pending') ||
  (isMigration(step) && outcome === 'done')

/** What the former account does with mail, as a run knows it. */
export interface FormerMail {
  /** Whose mail it has promised to scan. */
  readonly promised: Scopes
  /** Whose mail its rule may lead. */
  readonly led: Scopes
}

export function formerMailIn(view: View): FormerMail {
  const led = formerScopesIn(view)
  return { promised: led, led }
}

/**
 * The promise holds until the account is removed or migrated, or somebody changes its rule by hand. A migration that was
 * not brought to its end may have gone so far that only what the policies ask for is scanned.
 * @returns `meanwhile` is promised while the step lasts
 */
export function formerMailAfter(
  { promised, led }: FormerMail,
  step: Step,
  result: Pick<StepResult, 'outcome'>,
  changes: readonly Change[],
  { tenant, policies, protection }: Pick<World, 'tenant' | 'policies' | 'protection'>,
): { readonly meanwhile: Scopes; readonly after: FormerMail } {
  const { outcome } = result
  if (isRemoval(step) && outcome !== 'refused')
    return { meanwhile: NO_SCOPES, after: { promised: NO_SCOPES, led: outcome === 'done' ? NO_SCOPES : led } }
  if (isMigration(step) && outcome === 'done')
    return { meanwhile: promised, after: { promised: NO_SCOPES, led: NO_SCOPES } }
  if (isMigration(step) && (outcome === 'crashed' || outcome === 'failed')) {
    const asked = switchedOn(scopesIn(tenant, policies), protection)
    return { meanwhile: promised, after: { promised: inBoth(tenant, promised, asked), led } }
  }
  const isTouched =
    step.op === 'administrator' &&
    changes.some(({ cascade, before, after }) => !cascade && NAMES.has(nameOf(after ?? before)))
  return { meanwhile: promised, after: isTouched ? { promised: NO_SCOPES, led } : { promised, led } }
}
