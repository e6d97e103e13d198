/** Every client does all that it can, in turn: one cell of the table each. */
import { type Acts, OPERATIONS, type Operation, type RealClient, WAITING, type World } from './client.ts'

export interface Cell {
  readonly client: string
  readonly version: string | undefined
  readonly operation: Operation
  /** `none` where the client has no such operation. */
  readonly outcome: 'passed' | 'failed' | 'none' | 'not installed'
  /** Why it failed, with the client's own words; or why there is nothing to do. */
  readonly why?: string
}

/** A client at work; an error where it could not even begin. */
interface Opened {
  readonly client: RealClient
  readonly version: string | undefined
  readonly acts: Acts | Error
  /** What became of the act that waits, begun before the others. */
  readonly waiting: Promise<Cell['why']> | undefined
}

/** @param onTurn gets the name of each client before it plays */
export async function play(
  clients: readonly RealClient[],
  world: World,
  onTurn: (name: string) => void = () => undefined,
): Promise<Cell[]> {
  const opened: Opened[] = []
  for (const client of clients) opened.push(await begun(client, world))
  const cells: Cell[] = []
  for (const one of opened) {
    onTurn(one.client.name)
    cells.push(...(await row(one)))
  }
  return cells
}

async function begun(client: RealClient, world: World): Promise<Opened> {
  const version = await client.version()
  if (version === undefined) return { client, version, acts: {}, waiting: undefined }
  const acts: Acts | Error = await client.open(world).catch((error: unknown) => errorFrom(error))
  const act = acts instanceof Error ? undefined : acts[WAITING]
  return { client, version, acts, waiting: act && outcomeOf(act) }
}

async function row({ client, version, acts, waiting }: Opened): Promise<Cell[]> {
  const cell = { client: client.name, version }
  if (version === undefined)
    return OPERATIONS.map((operation) => ({ ...cell, operation, outcome: 'not installed' }))
  const cells: Cell[] = []
  for (const operation of OPERATIONS) {
    const act = acts instanceof Error ? () => Promise.reject(acts) : acts[operation]
    const lack = client.lacks?.[operation]
    if (!act)
      cells.push({ ...cell, operation, outcome: 'none', ...(lack === undefined ? {} : { why: lack }) })
    else {
      const why = await (operation === WAITING && waiting ? waiting : outcomeOf(act))
      cells.push({
        ...cell,
        operation,
        ...(why === undefined ? { outcome: 'passed' } : { outcome: 'failed', why }),
      })
    }
  }
  return cells
}

/** Why an act failed; undefined where it did not. */
const outcomeOf = (act: () => Promise<unknown>): Promise<string | undefined> =>
  act().then(
    () => undefined,
    (error: unknown) => errorFrom(error).message,
  )

const errorFrom = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
