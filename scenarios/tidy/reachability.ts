/** No file is unused: a door, a command, a measurement or a test reaches each file in the tree. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { doorsOf, isSource, isTest, type SourceFile, targetOf } from './tree.ts'

const ENTRIES = [
  ...['cli/main.ts', 'bench/main.ts', 'compat/main.ts', 'scenarios/strength/main.ts'],
  'scenarios/strength/mutants/main.ts',
  // it is started in a copy of the project, by its path there
  'scenarios/strength/mutants/mutated-worker.ts',
]

const isEntry = (path: string): boolean =>
  ENTRIES.includes(path) || isTest(path) || path.endsWith('.config.ts')

function unreached(files: readonly SourceFile[]): string[] {
  const sources = new Map(files.filter(isSource).map((file) => [file.path, file]))
  const doors = doorsOf(files)
  const waiting = [...[...sources.keys()].filter(isEntry), ...doors.values()]
  const reached = new Set<string>()
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = sources.get(path)
    if (!file || reached.has(path)) continue
    reached.add(path)
    for (const { specifier } of syntaxOf(file).imports) {
      const target = targetOf(path, specifier, doors)
      if (target !== undefined) waiting.push(...namedBy(target, sources))
    }
  }
  return [...sources.keys()].filter((path) => !reached.has(path)).map((path) => `${path}: nothing reaches it`)
}

/** Files, or folders with a `/` at the end. A folder means the files directly in it. */
function namedBy(target: string, sources: ReadonlyMap<string, SourceFile>): string[] {
  if (!target.endsWith('/')) return [target]
  return [...sources.keys()].filter(
    (path) => path.startsWith(target) && !path.slice(target.length).includes('/'),
  )
}

const file = (path: string, text = ''): SourceFile => ({ path, text })

export const REACHABILITY: Law = {
  name: 'every file is reached',
  breaches: unreached,
  planted: [
    plant('cas-core/forgotten.ts', '', 'cas-core/forgotten.ts: nothing reaches it'),
    {
      files: [file('cas-core/a.ts', "import './b.ts'"), file('cas-core/b.ts', "import './a.ts'")],
      says: ['cas-core/a.ts: nothing reaches it', 'cas-core/b.ts: nothing reaches it'],
    },
    {
      files: [
        file('package.json', '{"imports":{"#cas-core":"./cas-core/index.ts"}}'),
        file('cas-core/index.ts', "export type { A } from './a.ts'"),
        file('cas-core/a.ts', "const { b } = await import('./objects/b.ts')"),
        file('cas-core/objects/b.ts', "readdirSync(new URL('./c/', import.meta.url))"),
        file('cas-core/objects/c/d.ts'),
        file('cas-core/objects/c/e/f.ts'),
      ],
      says: ['cas-core/objects/c/e/f.ts: nothing reaches it'],
    },
    {
      files: [
        file('bench/main.ts', "fileURLToPath(new URL('./child.ts', import.meta.url))"),
        file('bench/child.ts'),
        file('cli/main.ts', "import './serve.ts'"),
        file('cli/serve.ts'),
        file('cli/serve.test.ts', "import './test-home.ts'"),
        file('cli/test-home.ts'),
        file('vitest.config.ts'),
      ],
      says: [],
    },
  ],
}
