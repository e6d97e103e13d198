/** Every client does all that it can, in turn: one cell of the table each. */
import { type Acts, OPERATIONS, type Operation, type RealClient, type World } from './client.ts'

export interface Cell {
  readonly client: string
  readonly version: string | undefined
  readonly operation: Operation
  /** `none` where the client has no such operation. */
  readonly outcome: 'passed' | 'failed' | 'none' | 'not installed'
  /** Why it failed, with the client's own words. */
  readonly why?: string
}

export async function play(clients: readonly RealClient[], world: World): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const client of clients) cells.push(...(await row(client, world)))
  return cells
}

async function row({ name, version, open }: RealClient, world: World): Promise<Cell[]> {
  const installed = await version()
  const cell = { client: name, version: installed }
  if (installed === undefined)
    return OPERATIONS.map((operation) => ({ ...cell, operation, outcome: 'not installed' }))
  const opened: Acts | Error = await open(world).catch((error: unknown) => errorFrom(error))
  const cells: Cell[] = []
  for (const operation of OPERATIONS) {
    const act = opened instanceof Error ? () => Promise.reject(opened) : opened[operation]
    if (!act) cells.push({ ...cell, operation, outcome: 'none' })
    else
      cells.push(
        await act().then(
          (): Cell => ({ ...cell, operation, outcome: 'passed' }),
          (error: unknown): Cell => ({
            ...cell,
            operation,
            outcome: 'failed',
            why: errorFrom(error).message,
          }),
        ),
      )
  }
  return cells
}

const errorFrom = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
