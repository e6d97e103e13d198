/** (j) The product synchronizes a large tenant: what the first day takes, and that the second costs what has changed. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Bench, Row } from '../measurement.ts'
import type { Day } from './product.ts'

const LARGE = { users: 100_000, groups: 10_000 }
const SMALL = { users: 10_000, groups: 1_000 }
const MB = 1e6

export const synchronization: Bench = {
  name: 'synchronization',
  async run() {
    const small = await synchronized(SMALL)
    const large = await synchronized(LARGE)
    const of = 'of 100,000 users and 10,000 groups'
    return [
      row(`grant ${of}, with the first synchronization: calls`, large.first.calls, 'calls'),
      row('  bodies of its answers', large.first.bytes / MB, 'MB'),
      {
        ...row('  memory in use at most, against a tenth of the tenant', large.first.peakBytes / MB, 'MB'),
        ratio: large.first.peakBytes / small.first.peakBytes,
        goal: { at: 'most', bound: 2 },
      },
      row('  of the processor', large.first.microseconds / 1e6, 's'),
      {
        ...row('the second day, without a change: calls, against a tenth', large.quiet.calls, 'calls'),
        ratio: large.quiet.calls / small.quiet.calls,
        goal: { at: 'most', bound: 1 },
      },
      {
        ...row('  bodies of its answers', large.quiet.bytes / MB, 'MB'),
        ratio: large.quiet.bytes / small.quiet.bytes,
        goal: { at: 'most', bound: 1.1 },
      },
      row('  of the processor', large.quiet.microseconds / 1e6, 's'),
      row('the third day, with 50 people renamed: calls', large.changed.calls, 'calls'),
      row('  bodies of its answers', large.changed.bytes / MB, 'MB'),
    ]
  },
}

const row = (measurement: string, value: number, unit: string): Row => ({ measurement, value, unit })

/** In two separate processes: the tenant in one, the product in another. */
async function synchronized({
  users,
  groups,
}: typeof LARGE): Promise<Readonly<Record<'first' | 'quiet' | 'changed', Day>>> {
  const script = fileURLToPath(new URL('./product.ts', import.meta.url))
  const argv = ['--expose-gc', script, String(users), String(groups)]
  const { stdout } = await promisify(execFile)(process.execPath, argv)
  return JSON.parse(stdout).days
}
