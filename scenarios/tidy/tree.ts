/** The project's own text files, as they are in the working tree. */
import { readdirSync, readFileSync } from 'node:fs'

export interface SourceFile {
  /** From the root of the project, with `/` between its parts. */
  readonly path: string
  readonly text: string
}

/** Files that a tool or a run makes. They are not source: see .gitignore. */
const MADE = new Set(['node_modules', 'out', '.git', '.casproof'])

/** Every text file under the root (a URL that ends in `/`), in order of path. Leaves out files with a NUL byte, which are not text. */
export function sourceTree(root: URL, folder = ''): SourceFile[] {
  const entries = readdirSync(new URL(folder, root), { withFileTypes: true })
  return entries
    .filter(({ name }) => !MADE.has(name) && !name.endsWith('.log'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): SourceFile[] => {
      const path = `${folder}${entry.name}`
      if (entry.isDirectory()) return sourceTree(root, `${path}/`)
      if (!entry.isFile()) return []
      const text = readFileSync(new URL(path, root), 'utf8')
      return text.includes('\0') ? [] : [{ path, text }]
    })
}

/** JavaScript, where a program of another age must load it, is held to the same laws. */
export const isSource = ({ path }: SourceFile): boolean => /\.[cm]?[jt]s$/.test(path)

export const isTest = (path: string): boolean => path.endsWith('.test.ts')

/** The first folder of a path; a file at the root is in the room ''. */
export const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

/** Where a relative specifier leads, from the root of the project; undefined where it leaves the project. */
export function relativeTarget(from: string, specifier: string): string | undefined {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.length === 0) return undefined
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

export type Doors = ReadonlyMap<string, string>

/** The doors of package.json's `imports`, by specifier: paths from the root. */
export function doorsOf(files: readonly SourceFile[]): Doors {
  const text = files.find(({ path }) => path === 'package.json')?.text ?? '{}'
  const parsed: { imports?: Record<string, string> } = JSON.parse(text)
  return new Map(Object.entries(parsed.imports ?? {}).map(([door, path]) => [door, path.replace('./', '')]))
}

/** What an import of the file names, from the root of the project; undefined for packages and files outside. */
export function targetOf(from: string, specifier: string, doors: Doors): string | undefined {
  return doors.get(specifier) ?? (specifier.startsWith('.') ? relativeTarget(from, specifier) : undefined)
}
