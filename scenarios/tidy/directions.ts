/** Which room may import which: a star. Its leaves import nothing of one another, not even a type. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { isSource, isTest, relativeTarget, roomOf, type SourceFile } from './tree.ts'

interface Room {
  readonly doors: readonly string[]
  /** Rooms that a relative import may lead to, as well as the room itself. */
  readonly beside: readonly string[]
  readonly packages: readonly string[]
  /** Node's own modules: all of them, or those that are named. */
  readonly builtins: 'all' | readonly string[]
}

/** Rooms for input, and for output other than reports. Each room may use them; they use no room. */
const INPUT = '#input'
const OUTPUT = '#output'

/** What tests of pages look with: for tests alone. */
const BROWSER = '#browser'

const LEAVES = [
  INPUT,
  OUTPUT,
  '#mock-m365',
  '#mock-m365/serve',
  '#mock-m365/serve/running',
  '#mock-m365/outside',
  '#mock-m365/coverage',
  '#mock-m365/documented-examples',
  '#cas-core',
  '#cas-core/scanning',
  // These smaller doors keep the start fast: they load less than the room's main door.
  '#cas-core/sites',
  '#reports',
  '#reports/sites',
]

/** A test may bring any package and any module of Node's, such as a client that the room must satisfy; the room itself may not. */
const ROOMS: Readonly<Record<string, Room>> = {
  input: { doors: [], beside: [], packages: ['@valibot/to-json-schema', 'valibot'], builtins: [] },
  output: { doors: [], beside: [], packages: [], builtins: ['node:fs', 'node:path'] },
  'mock-m365': {
    doors: [INPUT, OUTPUT],
    beside: [],
    packages: [
      '@faker-js/faker',
      '@valibot/to-json-schema',
      'fastify',
      'ipaddr.js',
      'nodemailer',
      'pino',
      'postal-mime',
      'quick-lru',
      're2js',
      'smtp-server',
      'valibot',
    ],
    builtins: 'all',
  },
  'cas-core': {
    doors: [INPUT],
    beside: [],
    packages: [
      '@azure/msal-node',
      '@microsoft/microsoft-graph-client',
      'ipaddr.js',
      'pino',
      'undici',
      'valibot',
    ],
    builtins: ['node:crypto', 'node:fs', 'node:path', 'node:sqlite', 'node:zlib'],
  },
  reports: {
    doors: [INPUT, OUTPUT],
    beside: [],
    packages: ['csv-stringify', 'preact', 'preact-render-to-string', 'valibot'],
    builtins: 'all',
  },
  browser: {
    doors: [],
    beside: [],
    packages: ['axe-core', 'playwright-core', 'vitest'],
    builtins: ['node:fs'],
  },
  scenarios: {
    doors: LEAVES,
    beside: [],
    // Those at the end are for systems under test outside (their e-mail, and the document of their protocol) and for mutants.
    packages: [
      'fast-check',
      'quick-lru',
      'valibot',
      'vitest',
      '@valibot/to-json-schema',
      'postal-mime',
      'smtp-server',
      '@stryker-mutator/api',
      '@stryker-mutator/core',
      '@stryker-mutator/instrumenter',
      'typed-inject',
    ],
    builtins: 'all',
  },
  cli: {
    // Parts of scenarios have their own doors: the outside of a tenant, a person in it, the protocol of systems under test.
    doors: [...LEAVES, '#scenarios', '#scenarios/administrator', '#scenarios/outside', '#scenarios/protocol'],
    // Only this file has the version that the command line prints.
    beside: ['package.json'],
    packages: ['commander', 'nodemailer', 'pino', 'undici', 'valibot'],
    builtins: 'all',
  },
  bench: {
    doors: [...LEAVES, '#scenarios', '#scenarios/administrator'],
    // It measures what no door shows, and nothing imports it.
    beside: ['mock-m365', 'cli'],
    // The published packages that it is compared with.
    packages: [
      '@azure/msal-node',
      '@microsoft/microsoft-graph-client',
      'fastify',
      'json-server',
      'oauth2-mock-server',
      'undici',
    ],
    builtins: 'all',
  },
  compat: {
    doors: ['#mock-m365', '#mock-m365/serve'],
    beside: [],
    // The clients of others, as they are published.
    packages: [
      '@azure/identity',
      '@azure/msal-node',
      '@microsoft/kiota-authentication-azure',
      '@microsoft/microsoft-graph-client',
      '@microsoft/msgraph-sdk',
      '@microsoft/msgraph-sdk-users',
      'openid-client',
    ],
    builtins: 'all',
  },
  // The settings of tools name what runs before the tests.
  '': { doors: [], beside: ['scenarios'], packages: ['vitest'], builtins: 'all' },
}

function breachesIn(file: SourceFile): string[] {
  const room = ROOMS[roomOf(file.path)]
  if (!room) return [`${file.path}: ${roomOf(file.path)}/ is not a room of this project`]
  return syntaxOf(file).imports.flatMap(({ specifier, line, byUrl }) => {
    // A test may name data outside the project, a folder to start a process in, or a file that may be absent.
    if (byUrl && (isTest(file.path) || !specifier.startsWith('.'))) return []
    const complaint = complaintAbout(file.path, room, specifier)
    return complaint ? [`${file.path}:${line}: ${complaint}`] : []
  })
}

function complaintAbout(path: string, room: Room, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relativeComplaint(path, room, specifier)
  if (specifier === BROWSER && isTest(path)) return undefined
  if (specifier.startsWith('#'))
    return room.doors.includes(specifier) ? undefined : `${specifier} is not a door for this room`
  if (isTest(path)) return undefined
  if (specifier.startsWith('node:')) {
    const may = room.builtins === 'all' || room.builtins.includes(specifier)
    return may ? undefined : `${specifier} is not for this room`
  }
  const may = room.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  return may ? undefined : `${specifier} is not a package of this room`
}

function relativeComplaint(path: string, room: Room, specifier: string): string | undefined {
  const target = relativeTarget(path, specifier)
  if (target === undefined) return `${specifier} leaves the project`
  const targetRoom = target.includes('/') ? roomOf(target) : target
  if (roomOf(path) === roomOf(target) || room.beside.includes(targetRoom)) return undefined
  return `${specifier} leaves its room`
}

export const DIRECTIONS: Law = {
  name: 'rooms know one another through the doors only',
  breaches: (files) => files.filter(isSource).flatMap(breachesIn),
  planted: [
    plant(
      'mock-m365/a.ts',
      "import type { Plan } from '#cas-core'\n",
      'mock-m365/a.ts:1: #cas-core is not a door for this room',
    ),
    plant(
      'cas-core/stages/a.ts',
      "\nexport type * from '../../mock-m365/wire.ts'\n",
      'cas-core/stages/a.ts:2: ../../mock-m365/wire.ts leaves its room',
    ),
    plant(
      'reports/a.ts',
      "type Clock = import('#mock-m365').Clock\n",
      'reports/a.ts:1: #mock-m365 is not a door for this room',
    ),
    plant(
      'scenarios/a.ts',
      "const tenant = await import('../mock-m365/tenant.ts')\n",
      'scenarios/a.ts:1: ../mock-m365/tenant.ts leaves its room',
    ),
    plant(
      'cli/a.ts',
      "import { Tenant } from '#mock-m365/tenant'\n",
      'cli/a.ts:1: #mock-m365/tenant is not a door for this room',
    ),
    plant(
      'mock-m365/a.ts',
      "import * as fc from 'fast-check'\n",
      'mock-m365/a.ts:1: fast-check is not a package of this room',
    ),
    plant('mock-m365/a.test.ts', "import * as fc from 'fast-check'\n"),
    plant('cas-core/a.ts', "import 'node:http'\n", 'cas-core/a.ts:1: node:http is not for this room'),
    plant('cas-core/a.ts', "import 'fastify'\n", 'cas-core/a.ts:1: fastify is not a package of this room'),
    plant('cas-core/a.ts', "import { createHash } from 'node:crypto'\nimport './goals.ts'\n"),
    plant(
      'mock-m365/a.ts',
      "import '../bench/measurement.ts'\n",
      'mock-m365/a.ts:1: ../bench/measurement.ts leaves its room',
    ),
    plant('bench/a.ts', "import { Base } from '../mock-m365/base.ts'\n"),
    plant(
      'mock-m365/a.ts',
      "readFileSync(new URL('../../elsewhere.json', import.meta.url))\n",
      'mock-m365/a.ts:1: ../../elsewhere.json leaves the project',
    ),
    plant('reports/a.ts', "import '../package.json'\n", 'reports/a.ts:1: ../package.json leaves its room'),
    plant('reports/a.ts', "// import '#mock-m365'\nconst text = \"from '#cas-core'\"\n"),
    plant('reports/a.ts', "import { readJson } from '#input'\n"),
    plant(
      'input/a.ts',
      "import { auditOf } from '#reports'\n",
      'input/a.ts:1: #reports is not a door for this room',
    ),
    plant('reports/a.test.ts', "import { browserFor } from '#browser'\n"),
    plant(
      'reports/a.ts',
      "import { browserFor } from '#browser'\n",
      'reports/a.ts:1: #browser is not a door for this room',
    ),
    plant('shared/a.ts', '', 'shared/a.ts: shared/ is not a room of this project'),
  ],
}
