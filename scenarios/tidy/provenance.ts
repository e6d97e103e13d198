/** No file names the machine on which it was written. */
import { type Law, type Plant, plant } from './law.ts'
import type { SourceFile } from './tree.ts'

interface Trace {
  readonly pattern: RegExp
  readonly says: string
}

const TRACES: readonly Trace[] = [
  { pattern: /(?<![\w.)}])\/(?:work|tmp|root|home\/\w+|Users\/\w+)\//, says: 'a path of one machine' },
  { pattern: /farm[-_ ]?studio/i, says: 'a tool that is not part of the project' },
]

/** Where a lock file says from which host each package came, it works from that host only. */
const LOCK_TRACE: Trace = { pattern: /"resolved":/, says: 'a registry of one machine' }

function breachesIn({ path, text }: SourceFile): string[] {
  const traces = path === 'package-lock.json' ? [...TRACES, LOCK_TRACE] : TRACES
  return traces.flatMap(({ pattern, says }) => {
    const index = text.search(pattern)
    return index < 0 ? [] : [`${path}:${text.slice(0, index).split('\n').length}: ${says}`]
  })
}

/** Spelled in parts, since this file is held to the law too. */
const folder = (...parts: string[]): string => `/${parts.join('/')}/`

const planted: readonly Plant[] = [
  plant('README.md', `\nsee ${folder('work', 'notes')}`, 'README.md:2: a path of one machine'),
  plant('cli/a.ts', `open('${folder('tmp')}x')`, 'cli/a.ts:1: a path of one machine'),
  plant('cli/a.ts', `open('${folder('home', 'me')}x')`, 'cli/a.ts:1: a path of one machine'),
  plant(
    '.ci/run',
    `# made with ${['farm', 'studio'].join('-')}\n`,
    '.ci/run:1: a tool that is not part of the project',
  ),
  plant(
    'package-lock.json',
    '{\n"resolved": "https://host/"}',
    'package-lock.json:2: a registry of one machine',
  ),
  plant('reports/a.json', `{"resolved":true,"url":"https://host${folder('home', 'page')}"}`),
]

export const PROVENANCE: Law = {
  name: 'no file knows the machine on which it was written',
  breaches: (files) => files.flatMap(breachesIn),
  planted,
}
