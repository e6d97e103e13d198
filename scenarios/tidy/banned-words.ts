/** A run is a pure function of its inputs: no wall clock, no ambient chance, no environment. */
import { type Law, plant } from './law.ts'
import { syntaxOf } from './syntax.ts'
import { isSource, type SourceFile } from './tree.ts'

interface Ban {
  readonly words: readonly string[]
  readonly instead: string
}

const BANS = {
  clock: {
    words: [
      'Date.now',
      'new Date()',
      'Date()',
      'performance.now',
      'perf_hooks.performance',
      'process.hrtime',
    ],
    instead: 'ask the clock that was given',
  },
  chance: {
    words: ['Math.random', 'randomUUID', 'randomBytes', 'randomInt', 'getRandomValues'],
    instead: 'ask the ids or the dice that were given',
  },
  timers: {
    words: ['setTimeout', 'setInterval', 'setImmediate'],
    instead: 'sleep on the clock that was given',
  },
  environment: {
    words: ['process.env'],
    instead: 'take it as a setting; only the command line reads the environment',
  },
} satisfies Record<string, Ban>

type BanName = keyof typeof BANS

const BAN_OF: ReadonlyMap<string, BanName> = new Map(
  (Object.keys(BANS) as BanName[]).flatMap((name) => BANS[name].words.map((word) => [word, name] as const)),
)

interface Permission {
  /** How the paths begin, or how they end. */
  readonly where: { readonly starts: string } | { readonly ends: string }
  readonly may: readonly BanName[]
  readonly why: string
}

const PERMISSIONS: readonly Permission[] = [
  {
    where: { starts: 'cli/' },
    may: ['clock', 'chance', 'timers', 'environment'],
    why: 'the command line is where the real world comes in',
  },
  {
    where: { starts: 'mock-m365/serve/' },
    may: ['clock', 'chance', 'timers', 'environment'],
    why: 'sockets, certificates and the programs of others live in the real world; the tenants behind them do not',
  },
  {
    where: { starts: 'bench/' },
    may: ['clock', 'timers', 'environment'],
    why: 'a measurement is of real time, and of processes that inherit the environment',
  },
  {
    where: { starts: 'compat/' },
    may: ['clock', 'chance', 'environment'],
    why: 'the clients of others check times by the real clock, and some are programs that inherit the environment',
  },
  {
    where: { ends: '.test.ts' },
    may: ['clock', 'timers', 'environment'],
    why: 'a test may measure, give up waiting, and hand the environment on; by chance it may not go, or it fails once',
  },
  {
    where: { starts: 'scenarios/wire.test.ts' },
    may: ['chance'],
    why: 'it plays the stages over real sockets, as the command line does',
  },
  {
    where: { starts: 'scenarios/spread/threads/' },
    may: ['clock', 'timers'],
    why: 'how long a unit takes, and when the time is over, is of the real world; what a unit plays is not',
  },
  {
    where: { starts: 'scenarios/strength/' },
    may: ['clock'],
    why: 'it tells how long the run with an edit took; what the run plays does not see it',
  },
  {
    where: { starts: 'scenarios/killed' },
    may: ['clock', 'chance'],
    why: 'stages are killed over real sockets, in processes like those of the command line',
  },
]

const covers = ({ where }: Permission, path: string): boolean =>
  'starts' in where ? path.startsWith(where.starts) : path.endsWith(where.ends)

const mayUse = (path: string, ban: BanName): boolean =>
  PERMISSIONS.some((permission) => covers(permission, path) && permission.may.includes(ban))

function breachesIn(file: SourceFile): string[] {
  const breaches = syntaxOf(file).uses.flatMap(({ word, line }) => {
    const ban = BAN_OF.get(word)
    if (ban === undefined || mayUse(file.path, ban)) return []
    return [`${file.path}:${line}: ${word}: ${BANS[ban].instead}`]
  })
  // An import names its word twice, once for either side.
  return [...new Set(breaches)]
}

export const BANNED_WORDS: Law = {
  name: 'nothing enters a run but its inputs',
  breaches: (files) => files.filter(isSource).flatMap(breachesIn),
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
    plant('mock-m365/a.test.ts', 'const started = performance.now()\n'),
    plant('cli/a.ts', 'const clock = { now: Date.now }\nprocess.env.HOME\n'),
    plant(
      'bench/a.ts',
      'Math.random()\n',
      'bench/a.ts:1: Math.random: ask the ids or the dice that were given',
    ),
  ],
}

/** A permission that no file needs any more is a breach, too. */
export function idlePermissions(files: readonly SourceFile[]): string[] {
  const sources = files.filter(isSource)
  return PERMISSIONS.flatMap((permission) => {
    const there = sources.filter(({ path }) => covers(permission, path))
    const used = new Set(there.flatMap((file) => syntaxOf(file).uses.map(({ word }) => BAN_OF.get(word))))
    const idle = permission.may.filter((ban) => !used.has(ban))
    return idle.map((ban) => `${ban} for ${Object.values(permission.where)}: ${permission.why}`)
  })
}
