/** A file is read in one sitting, a function on one screen, and a folder is found without a map. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { isSource, type SourceFile } from './tree.ts'

const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 70
const FOLDERS_MAX = 3

function breachesIn(file: SourceFile): string[] {
  const found: string[] = []
  const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0)
  if (lines > FILE_LINES_MAX) found.push(`${file.path}: ${lines} lines, at most ${FILE_LINES_MAX}`)
  for (const { name, line, lines } of syntaxOf(file).functions)
    if (lines > FUNCTION_LINES_MAX)
      found.push(`${file.path}:${line}: ${name} has ${lines} lines, at most ${FUNCTION_LINES_MAX}`)
  return found
}

function depthBreach({ path }: SourceFile): string[] {
  const folders = path.split('/').length - 2
  return folders > FOLDERS_MAX ? [`${path}: ${folders} folders under the room, at most ${FOLDERS_MAX}`] : []
}

const linesOf = (count: number, line: string): string => `${line}\n`.repeat(count)

/** JSON is data: its size is what it is. */
export const SIZES: Law = {
  name: 'files, functions and folders stay small',
  breaches: (files) => [...files.filter(isSource).flatMap(breachesIn), ...files.flatMap(depthBreach)],
  planted: [
    plant('reports/a.ts', linesOf(401, '// a line'), 'reports/a.ts: 401 lines, at most 400'),
    plant('reports/a.ts', linesOf(400, '// a line')),
    plant('reports/a.json', linesOf(401, '1')),
    plant(
      'cli/a.ts',
      `\nfunction long() {\n${linesOf(69, 'f()')}}\n`,
      'cli/a.ts:2: long has 71 lines, at most 70',
    ),
    plant(
      'cli/a.ts',
      `const long = async () => {\n${linesOf(69, 'f()')}}\n`,
      'cli/a.ts:1: long has 71 lines, at most 70',
    ),
    plant(
      'cli/a.ts',
      `const text = '}'\nclass A {\n  long() {\n${linesOf(69, 'f(`}`)')}}\n}\n`,
      'cli/a.ts:3: long has 71 lines, at most 70',
    ),
    plant(
      'cli/a.test.ts',
      `describe.each(rows)('many', () => {\n${linesOf(69, 'test()')}})\n` +
        `test('long', () => {\n${linesOf(69, 'f()')}})\n`,
      'cli/a.test.ts:72: a function without a name has 71 lines, at most 70',
    ),
    plant('cli/a.ts', `function fits() {\n${linesOf(68, 'f()')}}\n`),
    plant('cli/1/2/3/4/a.json', '', 'cli/1/2/3/4/a.json: 4 folders under the room, at most 3'),
    plant('cli/1/2/3/a.ts', ''),
  ],
}
