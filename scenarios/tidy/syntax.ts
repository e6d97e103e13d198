/** What the laws ask of a source file: what it imports, what it uses of the world, how long its functions are. */
import { parseAst } from 'vitest/node'
import type { SourceFile } from './tree.ts'

export interface Syntax {
  readonly imports: readonly Import[]
  readonly uses: readonly Use[]
  readonly functions: readonly FunctionSpan[]
}

interface Import {
  readonly specifier: string
  readonly line: number
  /** `new URL('./x', import.meta.url)` names a file without importing it. */
  readonly byUrl: boolean
}

/** A word by which a file reaches out of the simulation: `Date.now`, `new Date()`, `setTimeout`. */
interface Use {
  readonly word: string
  readonly line: number
}

interface FunctionSpan {
  readonly name: string
  readonly line: number
  readonly lines: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

interface Reading {
  readonly imports: Import[]
  readonly uses: Use[]
  readonly functions: FunctionSpan[]
  readonly lineAt: (offset: number) => number
}

const known = new WeakMap<SourceFile, Syntax>()

/** @throws SyntaxError with the parser's own words where the file does not parse */
export function syntaxOf(file: SourceFile): Syntax {
  const before = known.get(file)
  if (before) return before
  const reading: Reading = { imports: [], uses: [], functions: [], lineAt: lineCounter(file.text) }
  visit(parseAst(file.text, { lang: 'ts' }, file.path), reading, [])
  known.set(file, reading)
  return reading
}

function visit(value: unknown, reading: Reading, above: readonly Node[]): void {
  if (Array.isArray(value)) for (const item of value) visit(item, reading, above)
  else if (isNode(value)) {
    READERS[value.type]?.(value, reading, above)
    const path = [value, ...above]
    for (const part of Object.values(value)) if (typeof part === 'object') visit(part, reading, path)
  }
}

type Reader = (node: Node, reading: Reading, above: readonly Node[]) => void

const READERS: Readonly<Record<string, Reader>> = {
  ImportDeclaration: readSource,
  ExportNamedDeclaration: readSource,
  ExportAllDeclaration: readSource,
  ImportExpression: readSource,
  TSImportType: readSource,
  ImportSpecifier: (node, reading, [declaration]) =>
    use(reading, node, `${literal(declaration?.source)?.replace('node:', '')}.${nameOf(node.imported)}`),
  MemberExpression: (node, reading) =>
    use(reading, node, `${lastName(node.object)}.${nameOf(node.property)}`),
  VariableDeclarator: readDestructuring,
  Identifier: (node, reading) => use(reading, node, String(node.name)),
  NewExpression: readNew,
  CallExpression: (node, reading) => {
    if (nameOf(node.callee) === 'Date') use(reading, node, 'Date()')
  },
  FunctionDeclaration: readFunction,
  FunctionExpression: readFunction,
  ArrowFunctionExpression: readFunction,
}

function readSource(node: Node, { imports, lineAt }: Reading): void {
  const specifier = literal(node.source)
  if (specifier !== undefined) imports.push({ specifier, line: lineAt(node.start), byUrl: false })
}

function readNew(node: Node, reading: Reading): void {
  const [first, second] = Array.isArray(node.arguments) ? node.arguments : []
  const callee = nameOf(node.callee)
  if (callee === 'Date' && first === undefined) use(reading, node, 'new Date()')
  const specifier = literal(first)
  if (callee !== 'URL' || specifier === undefined || !isNode(second)) return
  if (lastName(second) === 'url')
    reading.imports.push({ specifier, line: reading.lineAt(node.start), byUrl: true })
}

/** `const { env } = process` reaches as far as `process.env` does. */
function readDestructuring(node: Node, reading: Reading): void {
  if (!isNode(node.id) || node.id.type !== 'ObjectPattern' || !Array.isArray(node.id.properties)) return
  for (const property of node.id.properties)
    if (isNode(property)) use(reading, node, `${lastName(node.init)}.${nameOf(property.key)}`)
}

/** The body of a `describe` is a list of tests, not a function that anybody reads as one; it is not measured. */
function readFunction(node: Node, { functions, lineAt }: Reading, [parent]: readonly Node[]): void {
  if (parent?.type === 'CallExpression' && rootName(parent.callee) === 'describe') return
  const line = lineAt(node.start)
  const name = nameOf(node.id) ?? nameOf(parent?.id) ?? nameOf(parent?.key) ?? 'a function without a name'
  functions.push({ name, line, lines: lineAt(node.end) - line + 1 })
}

function use({ uses, lineAt }: Reading, node: Node, word: string): void {
  uses.push({ word, line: lineAt(node.start) })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function literal(value: unknown): string | undefined {
  return isNode(value) && typeof value.value === 'string' ? value.value : undefined
}

/** The name of an identifier, or of a property that is written as a string. */
function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value.name === 'string' ? value.name : literal(value)
}

/** `Date` of both `Date` and `globalThis.Date`. */
function lastName(value: unknown): string | undefined {
  return isNode(value) && value.type === 'MemberExpression' ? nameOf(value.property) : nameOf(value)
}

/** `describe` of `describe.each(rows)('…', () => {})`. */
function rootName(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  return rootName(value.object ?? value.callee) ?? nameOf(value)
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
