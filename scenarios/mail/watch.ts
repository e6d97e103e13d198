/** Sends the probes after every single write of a step, since a run can stop after any of them. */
import QuickLRU from 'quick-lru'
import { type Change, type Kind, serviceConnection as SERVICE, type View } from '#mock-m365'
import { hasMended, inlineStage, lastOfEachWrite, type Moment } from '../harness/moment.ts'
import { isOfAnother } from '../harness/script.ts'
import type { Origin, World } from '../harness/world.ts'
import type { FlowEffect } from './customer-flow.ts'
import type { Ends } from './ends.ts'
import { endsIn, MET_BY_ALL, type Setting } from './journeys.ts'
import { type Breach, type Concern, type Expected, type Judgement, judge } from './judgement.ts'
import { neighbourAt } from './neighbour.ts'
import { formerScannersAt, outsideOf, SCANNERS } from './outside.ts'
import { forgeableHeadersIn, probesFor } from './probes.ts'
import { inBoth, NO_SCOPES, type Scopes, scopesIn, switchedOn, together } from './scopes.ts'
import { isHidden, withoutProduct } from './without-product.ts'

export interface MailWatch {
  readonly breaches: readonly Breach[]
  /** What the detour changes of the customer's own flow when the step has ended, as the published design implies. */
  readonly effects: readonly FlowEffect[]
  /** Writes after which the probes were sent, and those among them that left mail unsafe. */
  readonly writes: number
  readonly unsafe: number
}

/** Kinds of object that a message can meet on its way. */
const MET: ReadonlySet<Kind> = new Set([
  ...MET_BY_ALL,
  'TransportRule',
  'InboundConnector',
  'OutboundConnector',
  'HostedConnectionFilterPolicy',
  'TenantAllowBlockListSpoofItems',
  'OrganizationConfig',
  'groups',
  'groups/members',
  'users',
  'Recipient',
])

const watched = new WeakMap<Moment, MailWatch | undefined>()

/** Undefined where a step wrote nothing that mail can meet, and where somebody else did. */
export function mailWatchOf(moment: Moment): MailWatch | undefined {
  if (!watched.has(moment)) watched.set(moment, watch(moment))
  return watched.get(moment)
}

/** The same, where an invariant has asked for it: a run that nobody judges is not watched. */
export const watchedMail = (moment: Moment): MailWatch | undefined => watched.get(moment)

export const breachesIn = (moment: Moment, concern: Concern): readonly string[] | undefined =>
  mailWatchOf(moment)
    ?.breaches.filter((one) => one.concern === concern)
    .map(({ detail }) => detail)

function watch(moment: Moment): MailWatch | undefined {
  const { step, changes, world } = moment
  const writes = lastOfEachWrite(changes.filter(({ kind }) => MET.has(kind)))
  if (isOfAnother(step) || writes.length === 0) return undefined
  const judgedAt = judgeOf(moment, settingOf(world))
  const breaches = new Map<string, Breach>()
  let start: ReadonlySet<string> | undefined
  // what an administrator has broken is as it was until the stage comes to it
  const isInherited = (breach: Breach): boolean => {
    start ??= new Set(judgedAt(changes[0]?.seq ?? 0, false).breaches.map(nameOf))
    return start.has(nameOf(breach))
  }
  let effects: readonly FlowEffect[] = []
  let unsafe = 0
  for (const [i, { seq, call }] of writes.entries()) {
    const isLast = i === writes.length - 1
    const isMended = isLast && hasMended(moment)
    const judged = judgedAt(seq + 1, isLast)
    effects = judged.effects
    const found = judged.breaches.filter((one) => isMended || !isInherited(one))
    if (found.length > 0) unsafe++
    for (const { concern, detail } of found)
      breaches.set(nameOf({ concern, detail }), { concern, detail: `after ${call}, ${detail}` })
  }
  return { breaches: [...breaches.values()], effects, writes: writes.length, unsafe }
}

const nameOf = ({ concern, detail }: Breach): string => `${concern} ${detail}`

/** Judges a step's mail at positions of the log, one after the other. */
function judgeOf(moment: Moment, setting: Setting): (position: number, isLast: boolean) => Judgement {
  const { world, madeByProduct } = moment
  const naturalAt = naturalEnds(moment, setting)
  const scopesAt = scopesOf(moment)
  return (position, isLast) => {
    const view = world.tenant.before(position)
    return judge(setting.probes, endsIn(view, setting), naturalAt(view, position), {
      ...expectedAt(moment, scopesAt(view, position), view, isLast),
      products: namesOfProducts(view, madeByProduct),
    })
  }
}

/** Whether all changes between two positions of the log are of that sort, whichever comes first. */
const areBetween = (changes: readonly Change[], from: number, to: number, sort: (one: Change) => boolean) =>
  changes.every((one) => one.seq < Math.min(from, to) || one.seq >= Math.max(from, to) || sort(one))

/** Kinds that say whose mail the policies put in scope. */
const NAMED_BY_POLICIES: ReadonlySet<Kind> = new Set(['domains', 'users', 'groups', 'groups/members'])

/** Whose mail is to be scanned by the policies. Most writes change nothing that they name. */
function scopesOf({ world, changes }: Moment) {
  let last: { readonly position: number; readonly scopes: Scopes } | undefined
  const isSame = (from: number, to: number) =>
    areBetween(changes, from, to, ({ kind }) => !NAMED_BY_POLICIES.has(kind))
  return (view: View, position: number): Scopes => {
    const scopes =
      last && isSame(last.position, position)
        ? last.scopes
        : switchedOn(scopesIn(view, world.policies), world.protection)
    last = { position, scopes }
    return scopes
  }
}

/** Where the probes end without the product. Most writes change its own objects only: then they end where they did before. */
function naturalEnds({ madeByProduct, baseline, changes }: Moment, setting: Setting) {
  let last: { readonly forgeable: string; readonly position: number; readonly ends: Ends } | undefined
  const isSame = (from: number, to: number) =>
    areBetween(changes, from, to, (one) => isHidden(one, madeByProduct))
  return (view: View, position: number): Ends => {
    // the same messages, whatever is known of their headers there
    const headers = forgeableHeadersIn(view)
    const forgeable = headers.join()
    if (last?.forgeable !== forgeable || !isSame(last.position, position)) {
      const customers = withoutProduct(view, madeByProduct, baseline.allowedAddresses)
      last = { forgeable, position, ends: endsIn(customers, setting, headers) }
    }
    last = { ...last, position }
    return last.ends
  }
}

/**
 * Throughout a step what was promised before it and is still asked for, and at the end of one that has seen everything
 * what it promises; a stage that ends access promises rest.
 */
function expectedAt(
  moment: Moment,
  now: Scopes,
  view: Expected['view'],
  isLast: boolean,
): Omit<Expected, 'products'> {
  const { promise, condition } = moment
  const { before, after, former } = promise
  if (isLast && (condition === 'deprovisioned' || condition === 'clean'))
    return { view, required: NO_SCOPES, allowed: former }
  const stage = inlineStage(moment)
  const keeps = stage !== 'deprovision' && stage !== 'clean up'
  const isPromised = isLast && hasMended(moment)
  const required = isPromised ? after : keeps ? inBoth(view, before, now) : NO_SCOPES
  return { view, required, allowed: together(together(together(before, former), after), now) }
}

const NAMES_MAX = 200
const namesOnce = new QuickLRU<string, ReadonlySet<string>>({ maxSize: NAMES_MAX })

/** The same set for the same names: what was judged with it is known by it. */
function namesOfProducts(view: Expected['view'], made: ReadonlySet<string>): ReadonlySet<string> {
  const kinds = ['TransportRule', 'OutboundConnector'] as const
  const names = kinds.flatMap((kind) =>
    view.list(kind).flatMap(({ Guid, Name }) => (made.has(`${kind} ${Guid}`) ? [String(Name)] : [])),
  )
  const text = names.join('\n')
  const known = namesOnce.get(text) ?? new Set(names)
  namesOnce.set(text, known)
  return known
}

const settings = new WeakMap<Origin, Map<string, Setting>>()

export function settingOf({ origin, script, tenant, policies, hasConsolePolicies }: World): Setting {
  const ofOrigin = settings.get(origin) ?? new Map<string, Setting>()
  settings.set(origin, ofOrigin)
  // at the console policies are chosen step by step
  const chosen = hasConsolePolicies ? JSON.stringify(policies) : ''
  const name = `${origin.name} ${origin.facts.tenantId} ${script.site} ${script.policies} ${chosen}`
  const known = ofOrigin.get(name)
  if (known) return known
  const start = origin.cloud.tenantNamed(origin.facts.tenantId) ?? tenant
  const probes = probesFor(start, scopesIn(start, policies))
  const smartHosts = start.list('OutboundConnector').flatMap(({ SmartHosts: hosts }) => textsIn(hosts))
  const outside = [...formerScannersAt(smartHosts), ...outsideOf(script.site)]
  const setting: Setting = {
    name,
    probes,
    outside,
    neighbours: [neighbourAt(script.site)],
    returns: [...returnsOf(outside, probes), SERVICE],
    at: AT_MS,
  }
  ofOrigin.set(name, setting)
  return setting
}

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Rules of the worlds name no times, so that one moment stands for all. */
const AT_MS = Date.UTC(2026, 0, 5, 12)

function returnsOf(outside: Setting['outside'], probes: Setting['probes']): Setting['returns'] {
  const scanners = outside.filter(({ name }) => SCANNERS.some((scanner) => scanner === name))
  return scanners.flatMap((scanner) =>
    probes.flatMap(({ message, connection }) => {
      const receipt = scanner.receive(message, connection)
      return receipt.kind === 'scanned' ? receipt.returned.map((one) => one.connection) : []
    }),
  )
}
