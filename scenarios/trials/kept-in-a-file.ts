import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Store, sqliteStore } from '#cas-core'
import { endStateOf } from '../harness/end-state.ts'
import { play } from '../harness/play.ts'
import type { Script } from '../harness/script.ts'
import { embeddedOrigin, type Warp } from '../harness/world.ts'
import { storedScripts } from '../stored-scripts.ts'
import { required, trial } from './trial.ts'

/** By seed: they keep all that is ever kept, and in some the product begins again over what it has kept. */
const PLAYED = [
  'console-crash-and-return',
  'restart-between-stages',
  'both-modes',
  'api-synchronized-user-list',
  'every-screen',
] as const

type KeptBy = (store: Store) => Store

export const keptInAFile = trial<KeptBy>({
  name: 'kept in a file',
  statement:
    'a product that keeps what it does in one file makes the same calls, says the same and leaves the same tenant as one whose memory never ends',
  clauses: ['IV-05'],
  right: (store) => store,
  wrong: {
    'forgets when its process ends': (store) => {
      let processes = 0
      return { ...store, of: (name) => store.of(/[/]/.test(name) ? name : `${name} ${processes++}`) }
    },
    'mixes accounts up': (store) => ({ ...store, of: (name) => store.of(name.replace(/[^/]+$/, 'account')) }),
    'lets everybody have a tenant': (store) => ({ ...store, claimTenant: async () => 'somebody else' }),
  },
  async breaches(keptBy, warp) {
    const scripts = new Map(storedScripts().map((script) => [script.seed, script]))
    const breaches: string[] = []
    for (const seed of PLAYED) {
      // what is wrong once needs no second showing
      if (breaches.length > 0) break
      const script = required(scripts.get(seed), `the script "${seed}"`)
      const inMemory = await lived(script, warp)
      const folder = mkdtempSync(join(tmpdir(), 'casproof-kept-'))
      const file = sqliteStore(join(folder, 'kept.sqlite'))
      try {
        const inFile = await lived(script, warp, keptBy(file))
        breaches.push(...differences(script, inMemory, inFile))
      } finally {
        await file.close()
        rmSync(folder, { recursive: true, force: true })
      }
    }
    return breaches
  },
})

interface Life {
  readonly steps: readonly string[]
  readonly calls: string
  readonly end: string
}

async function lived(script: Script, warp: Warp, store?: Store): Promise<Life> {
  const { results, world } = await play(script, embeddedOrigin(script.world), {
    warp,
    invariants: [],
    ...(store ? { store } : {}),
  })
  return {
    steps: results.map((result) => JSON.stringify(result)),
    calls: JSON.stringify(world.cloud.calls.map(({ operation, status }) => [operation, status])),
    end: endStateOf(required(world.tenant, 'a tenant')),
  }
}

function differences({ name }: Script, one: Life, other: Life): readonly string[] {
  const step = one.steps.findIndex((told, i) => told !== other.steps[i])
  return [
    ...(step >= 0
      ? [`${name}: step ${step} ends as ${other.steps[step]}, and in memory as ${one.steps[step]}`]
      : []),
    ...(one.calls === other.calls ? [] : [`${name}: other calls are made`]),
    ...(one.end === other.end ? [] : [`${name}: the tenant is another one at the end`]),
  ]
}
