/**
 * A conformance run up to its first failure, in a process into which an edit was loaded: prints what has failed as a line
 * of JSON. What catches most for its time comes first.
 */
import type { Engine } from '#reports'
import { unitPlayer } from '../spread/play-unit.ts'
import { unitsOf } from '../spread/units.ts'
import { troubleIn } from './trouble.ts'

/** What caught an edit; `by` is empty where nothing did. */
export interface Caught {
  readonly unit: string
  readonly by: string
}

const ORDER: readonly Engine[] = ['trial', 'script', 'audit', 'defect', 'random', 'workers', 'sweep', 'pairs']

async function firstTrouble(runs: number, part: number): Promise<Caught> {
  const orders = { version: '0', seed: 'casproof', runs, part }
  const play = unitPlayer(orders, () => 0)
  const units = unitsOf(orders).toSorted(
    (a, b) => ORDER.indexOf(a.engine) - ORDER.indexOf(b.engine) || a.cost - b.cost,
  )
  for (const unit of units) {
    const by = troubleIn(await play(unit))
    if (by !== undefined) return { unit: unit.id, by: by.replaceAll(/\s+/g, ' ').slice(0, 300) }
  }
  return { unit: '', by: '' }
}

const [, , , runs = '200', part = '1'] = process.argv
const tell = (caught: Caught) => process.stdout.write(`${JSON.stringify(caught)}\n`)
process.on('uncaughtException', (error) => {
  tell({ unit: 'the process', by: String(error) })
  process.exit()
})
tell(await firstTrouble(Number(runs), Number(part)))
