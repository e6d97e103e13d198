/** `casproof conform` and `casproof report`: their options. What they do is loaded when they are called. */
import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { PROFILES, type ProfileName } from './profiles.ts'
import { whole } from './whole.ts'

const OUT = 'out'
const REQUIRE = 'fail where one of these clauses is not held: ids (PI-01,PI-02), a file of them, or all'
const BEFORE = 'conformance.json of an earlier run, to tell what is new, fixed, or no longer covered'

export function conformCommands(program: Command, version: string): void {
  program
    .command('conform')
    .summary('play everything on the embedded tenants and check the invariants')
    .description(
      'Plays the stored scripts, strikes every call of the four stages with every fault, plays random scripts, and shows that known defects are caught. Exits 1 where anything fails, and prints one command that replays it. What is played and found depends on seed and options alone, not on threads, shards or machine.',
    )
    .option('--seed <text>', 'what the random scripts and all ids follow from', 'casproof')
    .addOption(
      new Option('--profile <name>', 'how much to play: for a pull request, a release, or a night')
        .choices(Object.keys(PROFILES))
        .default('release'),
    )
    .option(
      '--runs <number>',
      'how many random scripts to play (default: 200, of the profile)',
      whole(1, 1_000_000),
    )
    .addOption(
      new Option('--for <time>', 'play random scripts until so much time has passed: 90s, 10m, 2h')
        .argParser(seconds)
        .conflicts('runs'),
    )
    .option(
      '--part <number>',
      'play only every nth variant of the sweep (default: 1, of the profile)',
      whole(1, 10_000),
    )
    .option('--only <id>', 'play only the units whose id begins so, as a failure names it')
    .option('--shard <i/n>', 'play the ith of n shares; casproof report merge makes one record of all', shard)
    .option(
      '--workers <number>',
      'threads to play in (default: one for each core)',
      whole(1, 256),
      availableParallelism(),
    )
    .addOption(
      new Option(
        '--subject <command>',
        'play another system under test: a command that starts it, or its http:// address',
      ).conflicts(['for', 'shard', 'workers']),
    )
    .addOption(
      new Option(
        '--state <file>',
        'play on a customer’s tenant from a ScubaGear export: what can be played there, a sample of the sweep, random scripts',
      ).conflicts(['for', 'shard', 'workers', 'subject', 'kit']),
    )
    .option('--kit', 'with --subject: check what an adapter owes, and play nothing')
    .option('--require <clauses>', REQUIRE)
    .option('--before <record>', BEFORE)
    .option('--out <folder>', 'where the reports go', OUT)
    .option('--ci', 'tell the CI server too: annotations and the summary of a GitHub Actions job')
    .option('--json', 'print the record on standard output, and nothing else')
    .action(async ({ for: forSeconds, kit, profile, ...options }) => {
      if (kit) return (await import('./conform-kit.ts')).kitCommand(options)
      return (await import('./conform.ts')).conformCommand({
        ...PROFILES[profile as ProfileName],
        ...options,
        ...(forSeconds === undefined ? {} : { forSeconds }),
        version,
      })
    })
}

export function reportCommands(program: Command, version: string): void {
  const report = program.command('report').summary('make reports again from records that were kept')
  report
    .command('merge')
    .summary('make the record of a whole run from those of its shards')
    .description(
      'Reads the conformance.json of each shard of a run and writes the reports of the whole. The record is the one that a run without shards gives. Exits 1 where anything failed, or where a shard is missing.',
    )
    .argument('<records...>', 'conformance.json of each shard')
    .option('--require <clauses>', REQUIRE)
    .option('--before <record>', BEFORE)
    .option('--out <folder>', 'where the reports go', OUT)
    .option('--ci', 'tell the CI server too: annotations and the summary of a GitHub Actions job')
    .option('--json', 'print the record on standard output, and nothing else')
    .action(async (files, options) =>
      (await import('./report-merge.ts')).reportMerge(files, { ...options, version }),
    )
  report
    .command('render')
    .summary('make the reports again from a record')
    .description(
      'Reads a change-audit.json or a conformance.json, or what --json printed, of this version or an earlier one, and writes its reports in every form.',
    )
    .argument('<record>', 'JSON of casproof audit or casproof conform')
    .option('--out <folder>', 'where the reports go', OUT)
    .action(async (file, options) => (await import('./report-render.ts')).reportRender(file, options))
  report
    .command('compare')
    .summary('compare two records of one kind')
    .description(
      'Of two change audits it tells which changes only one made, and which have other values; ids and times do not count. Of two conformance runs it tells what fails newly, still or no longer, and what is no longer covered. Exits 1 where there is anything to ask about.',
    )
    .argument('<earlier>', 'JSON of casproof audit or casproof conform')
    .argument('<later>', 'another one of the same kind')
    .option('--json', 'print the comparison as JSON, and nothing else')
    .action(async (earlier, later, options) =>
      (await import('./report-render.ts')).reportCompare(earlier, later, options),
    )
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const

function seconds(text: string): number {
  const [, amount, unit] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? []
  if (!amount || !unit) throw new InvalidArgumentError('expected a time, such as 90s, 10m or 2h.')
  return Number(amount) * SECONDS[unit as keyof typeof SECONDS]
}

function shard(text: string): { readonly number: number; readonly of: number } {
  const [, number, of] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? []
  if (!number || !of || Number(number) > Number(of))
    throw new InvalidArgumentError('expected a share and their number, such as 1/3, 2/3 or 3/3.')
  return { number: Number(number), of: Number(of) }
}
