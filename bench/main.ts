/**
 * `npm run bench`: ratios measured in one run on one machine, to be read and never to be a test.
 * Benches measure insides, so they alone may look behind the rooms' doors.
 * `-- --json` prints the rows as JSON; `-- --only <name>` runs one bench.
 */
import { parseArgs } from 'node:util'
import { cmdlets } from './cmdlets.ts'
import { door } from './door.ts'
import { flow } from './flow.ts'
import { forks } from './forks.ts'
import { inProcess } from './in-process.ts'
import { mail } from './mail.ts'
import { mailWatch } from './mail-watch.ts'
import { manyUsers } from './many-users.ts'
import { type Bench, meets, type Row } from './measurement.ts'
import { pages } from './pages.ts'
import { start } from './start.ts'
import { store } from './store.ts'
import { synchronization } from './synchronization/index.ts'
import { tenantYear } from './tenant-year.ts'
import { tokens } from './tokens.ts'

/** In this order. One more is a file that exports a Bench, and its name here. */
const BENCHES: readonly Bench[] = [
  inProcess,
  forks,
  start,
  door,
  flow,
  tokens,
  pages,
  cmdlets,
  manyUsers,
  mail,
  mailWatch,
  tenantYear,
  synchronization,
  store,
]

const names = BENCHES.map(({ name }) => `"${name}"`).join(', ')

try {
  await measure(parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } }).values)
} catch (error) {
  if (!isAboutArguments(error)) throw error
  process.stderr.write(`bench: ${error.message}; it takes --json and --only with one of ${names}\n`)
  process.exitCode = 2
}

async function measure({ json, only }: { readonly json?: boolean; readonly only?: string }): Promise<void> {
  const chosen = BENCHES.filter(({ name }) => only === undefined || name === only)
  if (chosen.length === 0)
    throw Object.assign(new Error(`"${only}" is not a bench`), { code: 'ERR_PARSE_ARGS_NO_BENCH' })
  const rows: Row[] = []
  for (const bench of chosen) {
    process.stderr.write(`${bench.name} …\n`)
    rows.push(...(await bench.run()))
  }
  process.stdout.write(
    json ? `${JSON.stringify(rows.map((row) => ({ ...row, met: meets(row) })))}\n` : tableOf(rows),
  )
}

/** Node's own codes for what cannot be parsed begin so. */
function isAboutArguments(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function tableOf(measured: readonly Row[]): string {
  const cells = measured.map((row) => {
    const unit = row.ratio === undefined ? ` ${row.unit}` : '×'
    const sign = row.goal?.at === 'least' ? '≥' : '≤'
    const bound = row.goal && `${sign} ${row.goal.bound}${unit}`
    const met = meets(row)
    return [
      row.measurement,
      `${numberOf(row.value)} ${row.unit}`,
      row.ratio === undefined ? '' : `${numberOf(row.ratio)}×`,
      bound ?? '',
      `${met === undefined ? '' : met ? 'met' : 'NOT MET'}${row.goal?.next ? `, next ${sign} ${row.goal.next}` : ''}`,
    ]
  })
  const lines = [['measurement', 'value (times: of the processor)', 'ratio', 'goal', ''], ...cells]
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  const written = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   ')
      .trimEnd(),
  )
  return `${written.join('\n')}\n`
}

/** Three figures are as many as such a measurement has. */
function numberOf(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
