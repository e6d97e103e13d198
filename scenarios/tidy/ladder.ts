/** The ladder inside cas-core: each folder imports only from the folders below it. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { isSource, isTest, relativeTarget, type SourceFile } from './tree.ts'

const ROOM = 'cas-core'

/** Which parts a part may import, as well as itself. `ports.ts` and `index.ts` count as parts. */
const LADDER: Readonly<Record<string, readonly string[]>> = {
  'ports.ts': [],
  store: ['ports.ts'],
  microsoft: ['ports.ts'],
  objects: ['ports.ts', 'microsoft'],
  directory: ['ports.ts', 'microsoft'],
  policies: ['ports.ts', 'microsoft', 'directory'],
  reconcile: ['ports.ts', 'microsoft', 'objects'],
  notifications: ['ports.ts', 'microsoft', 'reconcile'],
  'service-accounts': [
    'ports.ts',
    'store',
    'microsoft',
    'objects',
    'directory',
    'policies',
    'reconcile',
    'notifications',
  ],
  scanning: ['ports.ts', 'microsoft', 'objects', 'policies', 'reconcile', 'service-accounts'],
  stages: [
    'ports.ts',
    'scanning',
    'store',
    'microsoft',
    'directory',
    'policies',
    'reconcile',
    'notifications',
    'service-accounts',
  ],
  profiles: ['microsoft', 'policies', 'reconcile', 'notifications', 'service-accounts', 'stages'],
  schedule: ['ports.ts', 'microsoft', 'policies', 'notifications', 'scanning', 'service-accounts', 'stages'],
  company: ['ports.ts', 'store'],
  console: [
    'ports.ts',
    'store',
    'microsoft',
    'policies',
    'notifications',
    'company',
    'scanning',
    'service-accounts',
    'stages',
    'profiles',
    'schedule',
  ],
  'api-service.ts': ['ports.ts', 'microsoft', 'policies', 'profiles', 'service-accounts', 'stages'],
  'former-service.ts': ['ports.ts', 'profiles', 'service-accounts', 'stages'],
  'index.ts': [
    'ports.ts',
    'store',
    'microsoft',
    'policies',
    'notifications',
    'profiles',
    'service-accounts',
    'stages',
    'schedule',
    'company',
    'console',
    'api-service.ts',
    'former-service.ts',
  ],
}

const partOf = (path: string): string => path.split('/')[1] ?? ''

/** Tests, and the files in `testing/`, may import every part. */
const isOutside = ({ path }: SourceFile): boolean =>
  !path.startsWith(`${ROOM}/`) || isTest(path) || partOf(path) === 'testing'

function breachesIn(file: SourceFile): string[] {
  const part = partOf(file.path)
  const below = LADDER[part]
  if (!below) return [`${file.path}: ${part} has no place in the ladder of ${ROOM}`]
  return syntaxOf(file).imports.flatMap(({ specifier, line }) => {
    const target = specifier.startsWith('.') ? relativeTarget(file.path, specifier) : undefined
    if (!target?.startsWith(`${ROOM}/`)) return []
    const other = partOf(target)
    if (other === part || below.includes(other)) return []
    return [`${file.path}:${line}: ${part} may not know ${other}`]
  })
}

export const LADDER_LAW: Law = {
  name: 'cas-core is a ladder: each folder knows only what stands below it',
  breaches: (files) => files.filter((file) => isSource(file) && !isOutside(file)).flatMap(breachesIn),
  planted: [
    plant(
      'cas-core/reconcile/a.ts',
      "import type { Account } from '../service-accounts/kind.ts'\n",
      'cas-core/reconcile/a.ts:1: reconcile may not know service-accounts',
    ),
    plant(
      'cas-core/objects/a.ts',
      "\nexport * from '../stages/grant.ts'\n",
      'cas-core/objects/a.ts:2: objects may not know stages',
    ),
    plant(
      'cas-core/microsoft/a.ts',
      "type Marks = import('../objects/marker.ts').Marks\n",
      'cas-core/microsoft/a.ts:1: microsoft may not know objects',
    ),
    plant(
      'cas-core/stages/a.ts',
      "import { WORDS } from '../profiles/words.ts'\n",
      'cas-core/stages/a.ts:1: stages may not know profiles',
    ),
    plant(
      'cas-core/service-accounts/inline/a.ts',
      "import { refused } from '../../stages/outcome.ts'\n",
      'cas-core/service-accounts/inline/a.ts:1: service-accounts may not know stages',
    ),
    plant(
      'cas-core/ports.ts',
      "import './store/leases.ts'\n",
      'cas-core/ports.ts:1: ports.ts may not know store',
    ),
    plant(
      'cas-core/store/a.ts',
      "import '../reconcile/journal.ts'\n",
      'cas-core/store/a.ts:1: store may not know reconcile',
    ),
    plant('cas-core/attic/a.ts', '', 'cas-core/attic/a.ts: attic has no place in the ladder of cas-core'),
    plant('cas-core/reconcile/a.ts', "import '../objects/kind.ts'\nimport './row.ts'\n"),
    plant('cas-core/reconcile/a.test.ts', "import '../service-accounts/ledger.ts'\n"),
    plant('cas-core/testing/a.ts', "import '../service-accounts/ledger.ts'\n"),
    plant('mock-m365/a.ts', "import './reconcile/journal.ts'\n"),
  ],
}
