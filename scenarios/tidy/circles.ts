/** A reader of a file can read what it imports first: no file imports in a circle, not even a type. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { doorsOf, isSource, type SourceFile, targetOf } from './tree.ts'

type Imports = ReadonlyMap<string, readonly string[]>

function importsOf(files: readonly SourceFile[]): Imports {
  const doors = doorsOf(files)
  const sources = files.filter(isSource)
  const paths = new Set(sources.map(({ path }) => path))
  return new Map(
    sources.map((file) => {
      const named = syntaxOf(file)
        .imports.filter(({ byUrl }) => !byUrl)
        .map(({ specifier }) => targetOf(file.path, specifier, doors))
      return [file.path, named.filter((target) => target !== undefined && paths.has(target)) as string[]]
    }),
  )
}

/** One circle for each file at which a walk in depth comes back to where it is. */
function circlesIn(imports: Imports): string[][] {
  const done = new Set<string>()
  const circles: string[][] = []
  const walk = (path: string, way: readonly string[]): void => {
    const begun = way.indexOf(path)
    if (begun >= 0) circles.push([...way.slice(begun), path])
    if (begun >= 0 || done.has(path)) return
    for (const target of imports.get(path) ?? []) walk(target, [...way, path])
    done.add(path)
  }
  for (const path of imports.keys()) walk(path, [])
  return circles
}

const file = (path: string, text = ''): SourceFile => ({ path, text })

export const CIRCLES: Law = {
  name: 'no file imports in a circle',
  breaches: (files) => circlesIn(importsOf(files)).map((circle) => circle.join(' → ')),
  planted: [
    {
      files: [
        file('cas-core/a.ts', "import type { B } from './b.ts'"),
        file('cas-core/b.ts', "import { c } from './c.ts'"),
        file('cas-core/c.ts', "export type { A } from './a.ts'"),
      ],
      says: ['cas-core/a.ts → cas-core/b.ts → cas-core/c.ts → cas-core/a.ts'],
    },
    {
      files: [
        file('package.json', '{"imports":{"#cas-core":"./cas-core/index.ts"}}'),
        file('cas-core/index.ts', "export type { A } from './a.ts'"),
        file('cas-core/a.ts', "const door = await import('#cas-core')"),
      ],
      says: ['cas-core/index.ts → cas-core/a.ts → cas-core/index.ts'],
    },
    plant('reports/a.ts', "import './a.ts'", 'reports/a.ts → reports/a.ts'),
    {
      files: [
        file('cas-core/a.ts', "import './b.ts'\nimport './c.ts'"),
        file('cas-core/b.ts', "import './c.ts'"),
        file('cas-core/c.ts', "import 'undici'"),
      ],
      says: [],
    },
  ],
}
