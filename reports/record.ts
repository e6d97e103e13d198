/** All that a report may know: JSON-safe values that `scenarios` fills from a run and that can be kept for years. */

/** The four stages of the vendor's table, in its order. */
export const STAGES = ['provisioning', 'service running', 'deprovisioning', 'manual cleanup'] as const
export type StageName = (typeof STAGES)[number]

/** How the product protects: within the way of the mail, or in the mailboxes. */
export const MODES = ['inline', 'API'] as const
export type Mode = (typeof MODES)[number]

/** `cas`: Cloud App Security. `cecp`: Cloud Email and Collaboration Protection. */
export const GENERATIONS = ['cas', 'cecp'] as const
export type Generation = (typeof GENERATIONS)[number]

export interface ChangeRecord {
  /** Position in the tenant's change log. */
  readonly seq: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly actor: {
    readonly type: 'application' | 'user' | 'system'
    readonly id: string
    readonly displayName: string
  }
  /** The operation that wrote: `New-TransportRule`, `POST /groups`. */
  readonly call: string
  readonly requestId: string
  /** Microsoft's word for the kind of object: `TransportRule`, `groups`. */
  readonly kind: string
  readonly key: string
  /** What an administrator calls the object. */
  readonly name: string
  /** True where the service made this change as a consequence of a call that named another object. */
  readonly cascade: boolean
  /** Null where the object did not exist. */
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

export interface StageRecord {
  readonly stage: StageName
  readonly startedAt: string
  readonly endedAt: string
  readonly outcome: 'done' | 'refused' | 'failed'
  /** The product's own words at the end of the stage, or why it was refused. */
  readonly message: string
  /** What the product did in addition to changing the tenant: `refreshed the access token`. */
  readonly activities: readonly string[]
  readonly changes: readonly ChangeRecord[]
  /** Requests that the stage sent, and how many of them could write. */
  readonly calls: { readonly total: number; readonly writes: number }
}

/** One run of the stages on one tenant. */
export interface RunRecord {
  readonly casproof: string
  /** Always a mock: no record is made of a real tenant, even if the starting state has a real name and id. */
  readonly playedOn: 'mock'
  readonly scenario: string
  readonly seed: string
  readonly tenant: {
    readonly id: string
    readonly displayName: string
    readonly domains: readonly string[]
    /** Where the starting state came from: the name of an embedded world, or of a file. */
    readonly source: string
    /** What an export does not hold, and what replaces it; empty for an embedded world. */
    readonly notes: readonly string[]
    /** Object ids of the product's apps that the starting state had, from earlier consents; absent where it had none. */
    readonly appsBefore?: readonly string[]
  }
  /** Which of the vendor's two tables the run is compared with. */
  readonly mode: Mode
  /** Whose words the product used. */
  readonly generation: Generation
  /** The serving site of the product: `EU`. */
  readonly site: string
  /** Which protection was granted; an inbound-only grant does not need the outbound objects. */
  readonly directions: 'inbound' | 'both'
  /**
   * Which policies there were: for all; for a domain, people and a group; none; others in each direction; or many, of
   * which some are disabled.
   */
  readonly policies: 'all' | 'mixed' | 'none' | 'asymmetric' | 'several'
  readonly stages: readonly StageRecord[]
  /** What the script had an administrator change between the stages; no stage is judged by it. */
  readonly between: readonly ChangeRecord[]
  /** Whether the customer's own objects at the end are byte-equal to those at the start; differences by name. */
  readonly customer: {
    readonly objects: number
    readonly differences: readonly string[]
    /** What they are called, by kind: the first of each, and how many there are. Absent in records from before 2026-12. */
    readonly kinds?: readonly {
      readonly kind: string
      readonly names: readonly string[]
      readonly objects: number
    }[]
  }
  /** What the detour changes of the customer's own mail flow, each with the messages on which it was seen. */
  readonly flow: readonly { readonly change: string; readonly messages: readonly string[] }[]
  readonly findings: readonly Finding[]
  /** What the product's applications were granted, in order. Absent in records from before 2026-12. */
  readonly permissions?: readonly {
    readonly application: string
    /** The interface that offers the permission; `Microsoft Entra ID` for a directory role. */
    readonly resource: string
    readonly name: string
    readonly type: 'application' | 'delegated' | 'directory role'
    /** The product's calls that it allowed, alone or with others. */
    readonly calls: readonly { readonly operation: string; readonly times: number }[]
  }[]
}

/** An invariant that did not hold. */
export interface Finding {
  readonly invariant: string
  readonly detail: string
  /** Index of the step after which it was seen, from 0. */
  readonly step: number
}

/** What plays, in the order in which a reader asks for it. */
export const ENGINES = ['script', 'audit', 'trial', 'sweep', 'workers', 'random', 'pairs', 'defect'] as const
export type Engine = (typeof ENGINES)[number]

/**
 * A conformance run: many plays, what they checked, and the defects that prove the checks can fail. A part of a run
 * has a record too, and the records of all parts merge to that of the whole (`merge.ts`).
 */
export interface ConformanceRecord extends Counts {
  readonly casproof: string
  readonly seed: string
  /** What else was asked for, by the name of the option. The parts of a run have the same. */
  readonly options: Readonly<Record<string, string | number>>
  /** Clauses that the run has to witness: it has not passed where one is not held. */
  readonly required?: readonly string[]
  /** The shards that were played; absent where all were. */
  readonly shards?: { readonly of: number; readonly played: readonly number[] }
}

/** What is counted, in any part of a run: each list has one entry a key, and is sorted by it. */
export interface Counts {
  readonly plays: readonly {
    readonly engine: Engine
    readonly name: string
    readonly runs: number
    readonly calls: number
    readonly failures: number
  }[]
  readonly invariants: readonly {
    readonly name: string
    readonly statement: string
    /** How often it was evaluated on something: zero proves nothing. */
    readonly evaluated: number
    /** In how many of these evaluations it did not hold. */
    readonly broken: number
    /** Clause ids that it witnesses. */
    readonly clauses: readonly string[]
  }[]
  /** Stored scripts, each with the clauses that it witnesses by the ends which it writes down. */
  readonly scripts: readonly {
    readonly name: string
    readonly clauses: readonly string[]
    readonly failed: boolean
  }[]
  /** What no script can tell, each with the clauses that it witnesses if it can fail. */
  readonly trials: readonly {
    readonly name: string
    readonly statement: string
    readonly clauses: readonly string[]
    /** Whether it found fault with every subject that was wrong on purpose. */
    readonly canFail: boolean
    readonly failed: boolean
  }[]
  /** The documented changes, each as the stored scripts and the audits showed it. */
  readonly changes: readonly {
    /** Id of the row. */
    readonly row: string
    readonly clauses: readonly string[]
    /** `said`: by the product alone, since it leaves no trace in a tenant. `missing`: where it was due. */
    readonly seen: 'witnessed' | 'reported' | 'missing' | 'not seen'
    /** Name of a run that showed it, or in which it was missing: the first by its name. */
    readonly run: string | null
  }[]
  /** Probes were sent after so many single writes, and so many of these left some mail lost, looping or unscanned. */
  readonly mail: { readonly writes: number; readonly unsafe: number }
  readonly faults: readonly { readonly name: string; readonly planned: number; readonly fired: number }[]
  /**
   * How often something was reached. What has to happen at some time (`sometimes`) a whole run must have reached; stages
   * begun in a state of the account (`stage`), and stages in which a fault struck (`struck`), are told alone.
   */
  readonly reached: readonly {
    readonly kind: 'sometimes' | 'stage' | 'struck'
    readonly name: string
    readonly statement: string
    readonly times: number
  }[]
  readonly defects: readonly {
    readonly name: string
    readonly story: string
    /** The invariant that must catch it. */
    readonly expected: string
    /** False where the same script fails without the defect too, so that nothing can be said of it. */
    readonly judged: boolean
    readonly caughtBy: readonly string[]
    readonly runs: number
  }[]
  readonly failures: readonly {
    /** Stable: the same run has it whatever else is played. */
    readonly id: string
    readonly name: string
    /** Name of the play that it belongs to. */
    readonly play: string
    /** How many runs it stands for, where others of its play broke in the same way and were less simple. */
    readonly runs?: number
    /** The first ones: all of the first moment at which something broke, and some of the later ones. */
    readonly findings: readonly Finding[]
    readonly moreFindings: number
    /** Steps of the script and faults that strike in it: the fewer, the simpler. 0 for what is not a script. */
    readonly commands: number
    /** The script, its faults with it. */
    readonly script?: Readonly<Record<string, unknown>>
    /** The command that plays again what is not a script. */
    readonly replay?: string
  }[]
  /** What the system under test could not play, by the name of the play: how many runs, and the reasons in order. */
  readonly notPlayed: readonly {
    readonly name: string
    readonly runs: number
    readonly reasons: readonly string[]
  }[]
  /** How long the plays took, in whole milliseconds. Two records of the same run differ in this alone. */
  readonly durations: readonly { readonly engine: Engine; readonly name: string; readonly ms: number }[]
}
