/** A run is a pure function of its inputs: no wall clock, no ambient chance, no environment. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { isTypeScript, type SourceFile } from './tree.ts'

interface Ban {
  readonly words: readonly string[]
  readonly instead: string
}

interface Permission {
  /** A file, or a folder that ends in `/`. */
  readonly where: string
  readonly words: readonly string[]
  readonly why: string
}

const CLOCK = [
  'Date.now',
  'new Date()',
  'Date()',
  'performance.now',
  'perf_hooks.performance',
  'process.hrtime',
]
const CHANCE = ['Math.random', 'randomUUID', 'randomBytes', 'randomInt', 'getRandomValues']
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate']
const ENVIRONMENT = ['process.env']

const BANS: readonly Ban[] = [
  { words: CLOCK, instead: 'ask the clock that was given' },
  { words: CHANCE, instead: 'ask the ids or the dice that were given' },
  { words: TIMERS, instead: 'sleep on the clock that was given' },
  { words: ENVIRONMENT, instead: 'take it as a setting; only the command line reads the environment' },
]

const PERMISSIONS: readonly Permission[] = [
  {
    where: 'cli/',
    words: [...CLOCK, ...CHANCE, ...TIMERS, ...ENVIRONMENT],
    why: 'the command line is where the real world comes in',
  },
  {
    where: 'bench/',
    words: [...CLOCK, ...TIMERS, ...ENVIRONMENT],
    why: 'a measurement is of real time, and of processes that inherit the environment',
  },
  {
    where: 'mock-m365/serve/',
    words: [...CLOCK, ...CHANCE, ...TIMERS, ...ENVIRONMENT],
    why: "certificates and sockets are judged by the clients' clock; the simulated tenants are not behind this rule",
  },
  {
    where: 'scenarios/wire.test.ts',
    words: [...CLOCK, ...TIMERS, ...ENVIRONMENT],
    why: 'it plays the stages over real sockets, against a process of its own',
  },
]

const mayUse = (path: string, word: string): boolean =>
  PERMISSIONS.some(
    ({ where, words }) =>
      words.includes(word) && (where.endsWith('/') ? path.startsWith(where) : path === where),
  )

function breachesIn(file: SourceFile): string[] {
  return syntaxOf(file).uses.flatMap(({ word, line }) => {
    const ban = BANS.find(({ words }) => words.includes(word))
    return ban && !mayUse(file.path, word) ? [`${file.path}:${line}: ${word}: ${ban.instead}`] : []
  })
}

export const BANNED_WORDS: Law = {
  name: 'nothing enters a run but its inputs',
  breaches: (files) => files.filter(isTypeScript).flatMap(breachesIn),
  planted: [
    plant(
      'mock-m365/a.ts',
      'const at = Date.now()\n',
      'mock-m365/a.ts:1: Date.now: ask the clock that was given',
    ),
    plant(
      'cas-core/a.ts',
      'const now = { now: globalThis.Date.now }\n',
      'cas-core/a.ts:1: Date.now: ask the clock that was given',
    ),
    plant('cas-core/a.ts', '\nf(new Date())\n', 'cas-core/a.ts:2: new Date(): ask the clock that was given'),
    plant('reports/a.ts', 'const t = Date()\n', 'reports/a.ts:1: Date(): ask the clock that was given'),
    plant('reports/a.ts', 'const t = new Date(at).toISOString() + Date.UTC(2025)\n'),
    plant(
      'scenarios/a.ts',
      'const { random } = Math\n',
      'scenarios/a.ts:1: Math.random: ask the ids or the dice that were given',
    ),
    plant(
      'scenarios/a.test.ts',
      "import { randomUUID as id } from 'node:crypto'\n",
      'scenarios/a.test.ts:1: randomUUID: ask the ids or the dice that were given',
    ),
    plant(
      'mock-m365/a.ts',
      'await new Promise((done) => setTimeout(done, 1))\n',
      'mock-m365/a.ts:1: setTimeout: sleep on the clock that was given',
    ),
    plant(
      'cas-core/a.ts',
      "import { env } from 'node:process'\n",
      'cas-core/a.ts:1: process.env: take it as a setting; only the command line reads the environment',
    ),
    plant(
      'scenarios/a.ts',
      "process['env'].HOME\n",
      'scenarios/a.ts:1: process.env: take it as a setting; only the command line reads the environment',
    ),
    plant('reports/a.ts', "// Date.now() is banned\nconst words = ['Math.random', `setTimeout`]\n"),
    plant('cli/a.ts', 'const clock = { now: Date.now }\nprocess.env.HOME\n'),
    plant(
      'bench/a.ts',
      'Math.random()\n',
      'bench/a.ts:1: Math.random: ask the ids or the dice that were given',
    ),
  ],
}

/** A permission that no file needs any more stands open for nothing. */
export function idlePermissions(files: readonly SourceFile[]): string[] {
  return PERMISSIONS.map(({ where }) => where).filter(
    (where) => !files.some(({ path }) => path.startsWith(where)),
  )
}
