/** What the whole run says about its parts: which ids are the product's, and what was in the lists before it came. */
import { own } from './difference.ts'
import { APP_NAME, GROUPS } from './published-names.ts'
import { findPublishedSite, type PublishedSite } from './published-sites.ts'
import type { ChangeRecord, Mode, RunRecord, StageName, StageRecord } from './record.ts'
import { canonical } from './value-text.ts'

export interface RunContext {
  readonly mode: Mode
  /** Undefined where the record names a site that the vendor does not publish. */
  readonly site: PublishedSite | undefined
  /** All addresses of the site, both directions. */
  readonly addresses: ReadonlySet<string>
  /** Entries of the IP Allow List before its first change in this run. */
  readonly addressesBefore: ReadonlySet<string>
  /** Object ids of the product's service principals. */
  readonly appIds: ReadonlySet<string>
  /** Whether one of these was in the tenant before the run, from an earlier consent. */
  readonly appStoodBefore: boolean
  /** The two virtual groups: names by object id. */
  readonly groupNames: ReadonlyMap<string, string>
  readonly changes: readonly ChangeRecord[]
  /** All changes in order, each with the stage in which it was made. */
  readonly staged: readonly { readonly stage: StageName; readonly change: ChangeRecord }[]
  /** From the end of each grant to the beginning of its revocation, or to the last that the record tells of it. */
  readonly service: readonly Period[]
  /** Whether the grant of this run calls for the object of that name. */
  callsFor(name: string): boolean
  stagesOf(stage: StageName): readonly StageRecord[]
  /** A run that saw the grant also saw all that it made; for other runs the earlier state is not known. */
  readonly sawTheGrant: boolean
  /**
   * The object as it stood whenever the stage began, null where it was gone: one for each run of the stage before
   * which this record tells of the object.
   */
  imagesBefore(stage: StageName, isIt: (change: ChangeRecord) => boolean): readonly ChangeRecord['after'][]
  /** Whether the object of that key was made earlier by a stage of this run. */
  madeHere(change: ChangeRecord): boolean
  /** The object as the product last left it, where somebody else has changed or removed it since. */
  lastOwnImage(change: ChangeRecord): Readonly<Record<string, unknown>> | undefined
}

/** Milliseconds since the epoch. */
export interface Period {
  readonly from: number
  readonly to: number
}

export function runContext(record: RunRecord): RunContext {
  const site = findPublishedSite(record.site)
  const changes = record.stages.flatMap((stage) => stage.changes)
  const everything = [...changes, ...record.between].toSorted((a, b) => a.seq - b.seq)
  const places = placesOf(everything)
  const appIds = new Set(idsOf(changes, 'servicePrincipals', [APP_NAME]).keys())
  for (const { actor } of changes)
    if (actor.type === 'application' && actor.displayName === APP_NAME) appIds.add(actor.id)
  return {
    mode: record.mode,
    site,
    addresses: new Set(site ? [...site.inbound, ...site.outbound] : []),
    addressesBefore: addressesBefore(changes),
    appIds,
    appStoodBefore: record.tenant.appsBefore?.some((id) => appIds.has(id)) ?? false,
    groupNames: idsOf(changes, 'groups', GROUPS),
    changes,
    staged: record.stages.flatMap(({ stage, changes: own }) => own.map((change) => ({ stage, change }))),
    service: servicePeriods(record.stages),
    callsFor: (name) => record.directions === 'both' || !/\bOutgoing\b/.test(name),
    stagesOf: (stage) => record.stages.filter((one) => one.stage === stage),
    sawTheGrant: record.stages.some(({ stage }) => stage === 'provisioning'),
    imagesBefore: (stage, isIt) => imagesBefore(record, stage, isIt),
    madeHere: ({ kind, key, seq }) =>
      changes.some((one) => one.before === null && one.seq < seq && one.kind === kind && one.key === key),
    lastOwnImage: (change) => lastOwnImage(earlier(places, change), change, appIds),
  }
}

function imagesBefore(
  { stages, between }: RunRecord,
  stage: StageName,
  isIt: (change: ChangeRecord) => boolean,
): readonly ChangeRecord['after'][] {
  return stages.flatMap((one, at) => {
    if (one.stage !== stage) return []
    const begin = one.changes[0]?.seq ?? Number.POSITIVE_INFINITY
    const byStages = stages.slice(0, at).flatMap(({ changes }) => changes)
    const byHand = between.filter((change) => change.at <= one.startedAt && change.seq < begin)
    const last = [...byStages, ...byHand]
      .filter(isIt)
      .toSorted((a, b) => a.seq - b.seq)
      .at(-1)
    return last ? [last.after] : []
  })
}

/** A record that begins with a running service covers it from there on. */
function servicePeriods(stages: readonly StageRecord[]): readonly Period[] {
  const periods: Period[] = []
  let from: number | undefined
  let to: number | undefined
  for (const { stage, outcome, startedAt, endedAt } of stages) {
    if (stage === 'service running' && outcome === 'done') {
      from ??= Date.parse(startedAt)
      to = Date.parse(endedAt)
    }
    if (stage === 'provisioning' && outcome === 'done') from ??= Date.parse(endedAt)
    if (stage !== 'deprovisioning' || outcome !== 'done' || from === undefined) continue
    periods.push({ from, to: Date.parse(startedAt) })
    from = to = undefined
  }
  return from !== undefined && to !== undefined ? [...periods, { from, to }] : periods
}

/** `displayName`, `Name` or the sending infrastructure: what the published pages call the object; else its title. */
export function namesOf(change: ChangeRecord): readonly string[] {
  return [change.before, change.after]
    .filter((entity) => entity !== null)
    .map((entity) => nameIn(entity) ?? change.name)
}

function nameIn(entity: Readonly<Record<string, unknown>>): string | undefined {
  for (const property of ['displayName', 'Name', 'SendingInfrastructure']) {
    const value = own(entity, property)
    if (typeof value === 'string') return value
  }
  return undefined
}

/** Names by object id, of the objects that have one of the names. */
function idsOf(
  changes: readonly ChangeRecord[],
  kind: string,
  names: readonly string[],
): Map<string, string> {
  const ids = new Map<string, string>()
  for (const change of changes) {
    const [name] = change.kind === kind ? namesOf(change) : []
    if (name === undefined || !namesOf(change).every((one) => names.includes(one))) continue
    ids.set(String(own(change.after ?? change.before, 'id') ?? change.key), name)
  }
  return ids
}

function addressesBefore(changes: readonly ChangeRecord[]): Set<string> {
  const first = changes.find((change) => change.kind === 'HostedConnectionFilterPolicy')
  return new Set(addressesIn(first?.before))
}

/** Entries of the IP Allow List in an image of the connection filter policy. */
export function addressesIn(image: ChangeRecord['after'] | undefined): readonly string[] {
  const list = own(image ?? null, 'IPAllowList')
  return Array.isArray(list) ? list.map(String) : []
}

type Places = ReadonlyMap<string, readonly ChangeRecord[]>

/** Changes by the object they touch. An object that is created again gets a new key, so the name finds it. */
function placesOf(changes: readonly ChangeRecord[]): Places {
  const places = new Map<string, ChangeRecord[]>()
  for (const change of changes)
    for (const place of placesOfOne(change)) {
      const known = places.get(place)
      if (known) known.push(change)
      else places.set(place, [change])
    }
  return places
}

/** An object that was renamed is found by its key, one that was created again by its name. */
function placesOfOne({ kind, key, before, after }: ChangeRecord): ReadonlySet<string> {
  const names = [nameIn(after ?? {}), nameIn(before ?? {})].filter((name) => name !== undefined)
  return new Set([canonical([kind, 'key', key]), ...names.map((name) => canonical([kind, 'name', name]))])
}

/** What was done before to the object, or to one of its name, in order. */
function earlier(places: Places, change: ChangeRecord): readonly ChangeRecord[] {
  const before = [...placesOfOne(change)].flatMap((place) => places.get(place) ?? [])
  return [...new Set(before)].filter((one) => one.seq < change.seq).toSorted((a, b) => a.seq - b.seq)
}

/** A repair can take several writes: what it leads back to stood before the last interference. */
function lastOwnImage(
  before: readonly ChangeRecord[],
  change: ChangeRecord,
  appIds: ReadonlySet<string>,
): Readonly<Record<string, unknown>> | undefined {
  const byProduct = (one: ChangeRecord) => one.actor.type === 'application' && appIds.has(one.actor.id)
  const interference = before.findLastIndex((one) => !byProduct(one))
  const own = before.slice(0, Math.max(0, interference)).findLast(byProduct)
  const isThere = before.at(-1)?.after !== null
  // If the first object is still there, creating it again makes a second object and is not a repair.
  const restores = (change.before !== null) === isThere
  return restores && byProduct(change) ? (own?.after ?? undefined) : undefined
}
