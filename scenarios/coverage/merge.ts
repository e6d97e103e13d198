/** Before and after all tests while evidence is collected: what every file did becomes the evidence that is carried. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { emulatedOperations } from '#mock-m365/coverage'
import type { Evidence } from './evidence.ts'
import type { Witnessed } from './witness.ts'

export const FOLDER = 'out/evidence'
const CARRIED = 'scenarios/coverage/evidence.json'

export default function setup(): () => void {
  rmSync(FOLDER, { recursive: true, force: true })
  return () => {
    const files = readdirSync(FOLDER).sort()
    const seen = files.map((file): Witnessed[] => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')))
    const collected = statSync(FOLDER).mtime.toISOString().slice(0, 10)
    writeFileSync(CARRIED, `${JSON.stringify({ collected, operations: merged(seen) }, null, 2)}\n`)
  }
}

/** A request for something that does not exist proves nothing. */
const EMULATED = new Set(emulatedOperations().map(({ service, operation }) => `${service} ${operation}`))

/** @param files what each test file did */
export function merged(files: readonly (readonly Witnessed[])[]): Evidence['operations'] {
  const found = new Map<string, { answered: number; refused: number; clients: Set<string> }>()
  for (const seen of files) {
    for (const operation of new Set(seen.map((one) => one.operation))) {
      if (!EMULATED.has(operation)) continue
      const own = seen.filter((one) => one.operation === operation)
      const all = found.get(operation) ?? { answered: 0, refused: 0, clients: new Set() }
      all.answered += own.some(({ refused }) => !refused) ? 1 : 0
      all.refused += own.some(({ refused }) => refused) ? 1 : 0
      for (const { client, refused } of own) if (client !== undefined && !refused) all.clients.add(client)
      found.set(operation, all)
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.map(([operation, { answered, refused, clients }]) => [
      operation,
      { answered, refused, clients: [...clients].sort() },
    ]),
  )
}
