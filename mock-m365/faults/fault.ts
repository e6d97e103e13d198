/** Faults, and how a plan of faults finds the calls that it strikes. */
import type { Answer, Arrival, Call, Service, ServiceName } from '../wire.ts'

/** A knob's range, in whole numbers; scenarios draw from it, and a plan outside it is refused. */
export interface Knob {
  readonly min: number
  readonly max: number
  readonly unit: string
  /** The allowed numbers of the range, the default first; all where absent. */
  readonly only?: readonly number[]
}

export interface Struck {
  readonly arrival: Arrival
  readonly call: Call
  readonly service: Pick<Service, 'throttled' | 'failing' | 'refusing' | 'missing' | 'forgotten' | 'resolve'>
  readonly requestId: string
}

export interface Fault {
  readonly name: string
  /** One sentence about the effect and about what the caller sees. */
  readonly story: string
  readonly knobs: Readonly<Record<string, Knob>>
  /** True where it differs from another fault only in the effect, so that it is useless for reads. */
  readonly atWrites?: true
  /** True where it changes what a reader sees, so that it is useless for writes. */
  readonly atReads?: true
  /** Which operations it can strike, by name; all where absent. */
  readonly operations?: RegExp
  /** The services that it can strike; all where absent. */
  readonly services?: readonly ServiceName[]
  /** True where what a write makes may be made, or found, after what comes later. */
  readonly outOfTurn?: true
  /**
   * Present for a lasting fault: the objects of a request. Once it has struck, it strikes each later write
   * about the last of them, while the plan is active.
   */
  readonly lasting?: (arrival: Arrival) => readonly string[]
  readonly play: (struck: Struck, knobs: Readonly<Record<string, number>>) => Answer
}

export function fault(definition: Fault): Fault {
  return definition
}

/** One planned fault: the nth occurrence (from 0) of an operation. */
export interface PlannedFault {
  readonly operation: string
  readonly occurrence: number
  readonly fault: string
  readonly knobs?: Readonly<Record<string, number>>
}

export interface Hit {
  readonly name: string
  readonly play: (struck: Struck) => Answer
}

export interface FaultPlan {
  /** Called once for each request, in order. */
  hit(call: Call, arrival: Arrival): Hit | undefined
  /** Planned faults that have struck so far. */
  readonly fired: readonly PlannedFault[]
}

export const NO_FAULTS: FaultPlan = { hit: () => undefined, fired: [] }

/**
 * A plan for a catalogue of faults. `*` as operation counts every call.
 * @throws RangeError naming the entry, where a fault or knob is unknown or out of range
 */
export function faultPlan(planned: readonly PlannedFault[], catalogue: readonly Fault[]): FaultPlan {
  const byName = new Map(catalogue.map((one) => [one.name, one]))
  const entries = planned.map((one, i) => ({
    one,
    fault: known(byName, one, i),
    knobs: knobsOf(byName, one, i),
  }))
  const counts = new Map<string, number>()
  const fired: PlannedFault[] = []
  const lasting: {
    readonly service: ServiceName
    readonly object: string
    readonly hit: Hit
    readonly fault: Fault
  }[] = []
  return {
    fired,
    hit(call, arrival) {
      if (entries.length === 0) return undefined
      const nth = count(counts, call.operation)
      const nthOfAll = count(counts, '*')
      const entry = entries.find(({ one }) =>
        one.operation === '*'
          ? one.occurrence === nthOfAll
          : one.operation === call.operation && one.occurrence === nth,
      )
      // a plan that names an operation strikes it always; `*` skips calls that the fault does not suit
      if (!entry || (entry.one.operation === '*' && !canStrike(entry.fault, call)))
        return lasting.find(
          ({ service, object, fault }) =>
            call.writes && service === call.service && fault.lasting?.(arrival).includes(object),
        )?.hit
      const { one, fault, knobs } = entry
      fired.push(one)
      const hit: Hit = { name: fault.name, play: (struck) => fault.play(struck, knobs) }
      const object = fault.lasting?.(arrival).at(-1)
      if (object !== undefined) lasting.push({ service: call.service, object, hit, fault })
      return hit
    },
  }
}

/** Whether the fault is useful for that call. */
export function canStrike(
  { atWrites, atReads, services, operations }: Fault,
  { writes, service, operation }: Pick<Call, 'writes' | 'service' | 'operation'>,
): boolean {
  if (writes ? atReads : atWrites) return false
  return services?.includes(service) !== false && operations?.test(operation) !== false
}

function count(counts: Map<string, number>, name: string): number {
  const n = counts.get(name) ?? 0
  counts.set(name, n + 1)
  return n
}

function known(byName: ReadonlyMap<string, Fault>, one: PlannedFault, i: number): Fault {
  const found = byName.get(one.fault)
  if (!found)
    throw new RangeError(`faults[${i}].fault: "${one.fault}" is none of ${[...byName.keys()].join(', ')}`)
  if (!Number.isInteger(one.occurrence) || one.occurrence < 0)
    throw new RangeError(`faults[${i}].occurrence: ${one.occurrence} is not a whole number from 0 on`)
  return found
}

function knobsOf(byName: ReadonlyMap<string, Fault>, one: PlannedFault, i: number): Record<string, number> {
  const { knobs } = known(byName, one, i)
  const unknown = Object.keys(one.knobs ?? {}).find((name) => !Object.hasOwn(knobs, name))
  if (unknown !== undefined)
    throw new RangeError(`faults[${i}].knobs.${unknown}: "${one.fault}" has no such knob`)
  const set: Record<string, number> = {}
  for (const [name, { min, max, unit, only }] of Object.entries(knobs)) {
    const value = one.knobs?.[name] ?? only?.[0] ?? min
    if (!(Number.isInteger(value) && value >= min && value <= max))
      throw new RangeError(
        `faults[${i}].knobs.${name}: ${value} is not a whole number from ${min} to ${max} ${unit}`,
      )
    if (only && !only.includes(value))
      throw new RangeError(`faults[${i}].knobs.${name}: ${value} is none of ${only.join(', ')}`)
    set[name] = value
  }
  return set
}
