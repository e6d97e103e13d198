/**
 * A known way to be wrong: cas-core's ports wrapped, or its table edited, never a switch in cas-core itself. Each
 * must be caught by the invariant that it names; one that nobody catches fails the suite.
 */
import type { JournalRecord, ObjectsByGoal, Ports, StageResult } from '#cas-core'
import { apiLife } from '../harness/api-life.ts'
import { FOUR_STAGES, GRANT, type Script, type Step } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'

export interface Defect {
  readonly name: string
  /** What goes wrong, in one sentence. */
  readonly story: string
  /** Name of the invariant that must catch it. */
  readonly expected: string
  readonly warp: Warp
  /** The shortest run known to show it. */
  readonly script: Script
}

interface Definition extends Omit<Defect, 'script'> {
  readonly world?: string
  readonly steps?: readonly Step[]
  readonly policies?: Script['policies']
  readonly directions?: Script['directions']
  readonly lag?: Script['lag']
  /** Whether the run is compared with one in which no fault strikes. */
  readonly undisturbed?: true
}

export function defect({
  world = 'busy',
  steps = FOUR_STAGES,
  policies = 'mixed',
  directions = 'both',
  lag,
  undisturbed,
  ...rest
}: Definition): Defect {
  const script: Script = {
    v: 1,
    name: rest.name,
    seed: 'defect',
    world,
    site: 'EU',
    directions,
    policies,
    ...(lag ? { lag } : {}),
    ...(undisturbed ? { undisturbed } : {}),
    steps,
  }
  return { ...rest, script }
}

/** API mode from the grant to its end: of the mail that comes, some is put aside. */
export const API_MODE: Pick<Definition, 'world' | 'policies' | 'steps'> = {
  world: 'plain',
  policies: 'none',
  steps: apiLife({ op: 'receive mail', to: 'Ada Lovelace', subject: 'Lunch' }),
}

/** Both former features, and their migration. */
export const MIGRATION: Pick<Definition, 'world' | 'directions' | 'policies' | 'steps'> = {
  world: 'predecessor',
  directions: 'inbound',
  policies: 'all',
  steps: [...GRANT.slice(0, -1), { op: 'provision earlier' }, { op: 'migrate' }],
}

/** A service that does a stage as it should, and answers otherwise. */
export const answering = (
  stage: 'provision' | 'synchronize',
  change: (result: StageResult) => StageResult,
): Pick<Warp, 'service'> => ({
  service: (service) => ({ ...service, [stage]: async () => change(await service[stage]()) }),
})

type Row = ObjectsByGoal[number]

/** A table with some rows edited: the edit is given the row and returns what takes its place. */
export const edited =
  (edits: Readonly<Record<string, (row: Row) => Row>>) =>
  (table: ObjectsByGoal): ObjectsByGoal =>
    table.map((row) => edits[row.key]?.(row) ?? row)

type Fields = Readonly<Record<string, unknown>>

/** A table in which some objects are wanted otherwise. */
export const rewritten = (changes: Readonly<Record<string, (fields: Fields) => Fields>>) =>
  edited(
    Object.fromEntries(
      Object.entries(changes).map(([key, change]) => [
        key,
        (row: Row) => ('wanted' in row ? { ...row, wanted: (context) => change(row.wanted(context)) } : row),
      ]),
    ),
  )

/** A fetch that changes requests to Exchange on the way out. */
export function withCmdlets(
  fetch: typeof globalThis.fetch,
  change: (cmdlet: string, parameters: Record<string, unknown>) => Record<string, unknown>,
): typeof globalThis.fetch {
  return (input, init) => {
    const body = init?.body
    if (typeof body !== 'string' || !body.startsWith('{"CmdletInput"')) return fetch(input, init)
    const { CmdletName, Parameters } = JSON.parse(body).CmdletInput
    const changed = { CmdletInput: { CmdletName, Parameters: change(CmdletName, Parameters) } }
    return fetch(input, { ...init, body: JSON.stringify(changed) })
  }
}

type Listed = Readonly<Record<string, unknown>>

/** A fetch that changes what is listed in answers of Graph. @param what URLs that it is about */
export function withListings(
  fetch: typeof globalThis.fetch,
  what: RegExp,
  change: (rows: readonly Listed[]) => readonly Listed[],
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const url = input instanceof Request ? input.url : String(input)
    if (!response.ok || !url.startsWith('https://graph.microsoft.com/') || !what.test(url)) return response
    const text = await response.text()
    if (text === '') return new Response(null, response)
    const answer = JSON.parse(text)
    if (!Array.isArray(answer.value)) return new Response(text, response)
    return Response.json({ ...answer, value: change(answer.value) }, response)
  }
}

type Cmdlet = readonly [name: string, parameters: Readonly<Record<string, unknown>>]

/**
 * A fetch that sends more cmdlets around some of the product's own, as the same caller.
 * @param around returns what is sent before a cmdlet, and what after it where it succeeded
 */
export function surrounded(
  fetch: typeof globalThis.fetch,
  around: (
    cmdlet: string,
    parameters: Record<string, unknown>,
  ) => { readonly before?: readonly Cmdlet[]; readonly after?: readonly Cmdlet[] },
): typeof globalThis.fetch {
  return async (input, init) => {
    const body = init?.body
    if (typeof body !== 'string' || !body.startsWith('{"CmdletInput"')) return fetch(input, init)
    const { CmdletName, Parameters } = JSON.parse(body).CmdletInput
    const { before = [], after = [] } = around(CmdletName, Parameters)
    const send = ([name, parameters]: Cmdlet) =>
      fetch(input, {
        ...init,
        body: JSON.stringify({ CmdletInput: { CmdletName: name, Parameters: parameters } }),
      })
    for (const cmdlet of before) await send(cmdlet)
    const response = await fetch(input, init)
    if (response.ok) for (const cmdlet of after) await send(cmdlet)
    return response
  }
}

/**
 * Ports with which cmdlets are sent right after some of the product's own. The last of them sets back what the first has
 * set: at the end of the stage all is right.
 */
export const meanwhile = (
  ports: Ports,
  when: (cmdlet: string, parameters: Record<string, unknown>) => boolean,
  ...writes: readonly Cmdlet[]
): Ports => ({
  ...ports,
  fetch: surrounded(ports.fetch, (cmdlet, parameters) => (when(cmdlet, parameters) ? { after: writes } : {})),
})

/** A setting of a rule, as a cmdlet. */
export const ruleSet = (Identity: string, fields: Fields): Cmdlet => [
  'Set-TransportRule',
  { Identity, ...fields },
]

/** Sends one more cmdlet as the product did its last one. @param start wraps the ports, to know how */
export function afterwards(): {
  readonly ports: (ports: Ports) => Ports
  readonly send: (...cmdlet: Cmdlet) => Promise<unknown>
} {
  let send = async (..._: Cmdlet): Promise<unknown> => undefined
  return {
    ports: (ports) => ({
      ...ports,
      fetch(input, init) {
        if (String(init?.body).startsWith('{"CmdletInput"'))
          send = (CmdletName, Parameters) =>
            ports.fetch(input, {
              ...init,
              body: JSON.stringify({ CmdletInput: { CmdletName, Parameters } }),
            })
        return ports.fetch(input, init)
      },
    }),
    send: (...cmdlet) => send(...cmdlet),
  }
}

/** Ports with a journal that stores changed records; a restart reads the changed ones. */
export const withRecords = (ports: Ports, change: (record: JournalRecord) => JournalRecord): Ports => ({
  ...ports,
  journal: {
    read: (after) => ports.journal.read(after),
    append: (records, at) => ports.journal.append(records.map(change), at),
    lease: (holder, ttlMs, nowMs) => ports.journal.lease(holder, ttlMs, nowMs),
  },
})

/** Whether a record says that entries of a shared list are to be added. @param key of the list; any where it is left out */
export const isClaim = (record: JournalRecord, key?: string): boolean =>
  record.type === 'intent' &&
  Reflect.get(record, 'action') === 'claim' &&
  (key === undefined || Reflect.get(record, 'key') === key)

/** Steps with a new process before each, which knows only what is in the journal. */
export const restarted = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => [{ op: 'restart' }, step])

/** Fields without some of them. */
export const without =
  (names: readonly string[]) =>
  (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
