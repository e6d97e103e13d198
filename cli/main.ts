#!/usr/bin/env node
/** The command line: the commands, and the file for each. A command is loaded when it is called. */
import { enableCompileCache } from 'node:module'
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { FatePlace } from '#mock-m365'
import packageJson from '../package.json' with { type: 'json' }
import { conformCommands, reportCommands } from './conform-commands.ts'
import { fail, outputFailed } from './fail.ts'
import { EXPLANATION_OF_MAIL } from './mail-help.ts'
import { productCommands } from './product-commands.ts'
import type { SchemaName } from './schema.ts'
import { EXPLANATION_OF_STAGE } from './stage-help.ts'
import { whole } from './whole.ts'

enableCompileCache()
process.stdout.on('error', outputFailed)

const OUT = 'out'
/** Written here because loading the list would slow every start. A test compares it with the worlds. */
const WORLDS =
  'plain, busy, clash, full, dehydrated, unguarded, developer, governed, crowded, unready, predecessor or diverse'
const HELP_WORDS: readonly string[] = ['help', '--help', '-h']
const STAGES_BEFORE_MAIL: readonly string[] = ['nothing', 'provision', 'deprovision', 'clean-up']
/** One entry per kind of end, so that a new kind does not type-check until it is here. */
const ENDS = {
  inbox: true,
  junk: true,
  quarantine: true,
  internet: true,
  rejected: true,
  deleted: true,
  moderated: true,
  redirected: true,
  'kept outside': true,
  lost: true,
} as const satisfies Readonly<Record<FatePlace, true>>
const SCHEMA_NAMES = {
  script: true,
  capsule: true,
  record: true,
  account: true,
  product: true,
  gateways: true,
  state: true,
  protocol: true,
} as const satisfies Readonly<Record<SchemaName, true>>
const program = new Command('casproof')
  .description(
    'Simulation and conformance tests for inline protection of Exchange Online, against a mock Microsoft 365.',
  )
  .version(packageJson.version)
  .exitOverride()
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .showHelpAfterError('(casproof --help lists the commands; casproof <command> --help explains one)')
  .addHelpText('after', HELP())

conformCommands(program, packageJson.version)
reportCommands(program, packageJson.version)

program
  .command('audit')
  .summary('show what the product changes in a tenant, stage by stage')
  .description(
    'Runs the four stages on a tenant and compares every change with the published table. The tenant is an embedded one, or a customer’s own from the ProviderSettingsExport.json that ScubaGear writes. No real tenant is touched. Exits 1 if a change is undocumented or missing, if an object of the customer was touched, or if a stage was refused or failed.',
  )
  .option('--state <file>', 'a ScubaGear export to load the tenant from')
  .option('--world <name>', `a tenant: ${WORLDS}, or drawn:SEED (default: "busy")`)
  .option('--site <name>', 'the serving site', 'EU')
  .addOption(
    new Option('--mode <which>', 'inline protection, or API-based protection')
      .choices(['inline', 'api'])
      .default('inline'),
  )
  .addOption(
    new Option('--directions <which>', 'which inline protection to grant (default: "both")').choices([
      'inbound',
      'both',
    ]),
  )
  .addOption(
    new Option('--policies <which>', 'which policies of inline mode are enabled (default: "all")').choices([
      'all',
      'mixed',
      'none',
    ]),
  )
  .addOption(
    new Option(
      '--generation <which>',
      'whose words: Cloud App Security, or Cloud Email and Collaboration Protection',
    )
      .choices(['cas', 'cecp'])
      .default('cecp'),
  )
  .option('--out <folder>', 'where the reports go', OUT)
  .option('--json', 'print the record on standard output, and nothing else')
  .action(async (options) =>
    (await import('./audit.ts')).auditCommand({ ...options, version: packageJson.version }),
  )

program
  .command('replay')
  .summary('play one script again, step by step')
  .description(
    'Plays a script and prints what each step did, and for a failing one its calls next to those of the undisturbed run, up to the first broken moment. Of several files, or a folder, it says of each whether it is FIXED, STILL FAILING, FAILING OTHERWISE, or why it CANNOT be REPLAYED. Exits 1 where something broke, 2 where something cannot be played.',
  )
  .argument(
    '<script...>',
    'files of scripts or capsules (out/failures/…), folders of them, or one script as JSON',
  )
  .option('--defect <name>', 'play it with a product that is wrong in a known way')
  .option(
    '--subject <command>',
    'play it on another system under test: a command that starts it, or its address',
  )
  .option('--state <file>', 'the ScubaGear export on which it was played, where its world is "state"')
  .option('--calls', 'print every request as well')
  .option('--out <folder>', 'write the run there as a report as well: replay.html and replay.md')
  .action(async (scripts, options) =>
    (await import('./replay.ts')).replayCommand(scripts, { ...options, version: packageJson.version }),
  )

program
  .command('mail')
  .summary('send a message through a tenant and show its way, hop by hop')
  .description(
    'Routes a message through a tenant’s connectors and rules, the scanner of the site and the Internet, and shows which hop, rule and connector acted, and why. The tenant is an embedded one or a customer’s own, as a stage of the product leaves it; or, with --served, that of the running server. Exits 1 where a copy loops, or ends elsewhere than --expect says.',
  )
  .requiredOption(
    '--from <address>',
    'who sends it: a mailbox of the tenant submits, anybody else comes from outside',
  )
  .requiredOption('--to <address...>', 'who gets it')
  .option('--subject <text>', 'its subject')
  .option('--header <line...>', 'further headers, "Name: value"')
  .option('--body <text>', 'its text')
  .option('--ip <address>', 'address of the server that hands it over')
  .option('--helo <name>', 'name of that server')
  .option('--certificate <name...>', 'names in the certificate that the server shows')
  .option('--no-spf', 'the server may not send for the sender’s domain')
  .addOption(
    new Option('--dmarc <policy>', 'what the DMARC record of the sender’s domain asks for').choices([
      'none',
      'quarantine',
      'reject',
    ]),
  )
  .option('--world <name>', `a tenant: ${WORLDS}, or drawn:SEED (default: "plain")`)
  .option('--state <file>', 'a ScubaGear export to load the tenant from, in place of --world')
  .option('--gateways <file>', 'gateways outside that mail meets, in JSON: see below')
  .option('--site <name>', 'the serving site (default: "EU")')
  .addOption(
    new Option('--policies <which>', 'which policies are enabled (default: "all")').choices([
      'all',
      'mixed',
      'none',
    ]),
  )
  .addOption(
    new Option('--after <stage>', 'how far the product has come (default: "provision")')
      .choices(STAGES_BEFORE_MAIL)
      .argParser(stageBeforeMail),
  )
  .option(
    '--served',
    'through the server that casproof serve runs, in the state it is in; its message trace then shows it',
  )
  .addOption(new Option('--expect <end>', 'where every copy is to end').choices(Object.keys(ENDS)))
  .option('--json', 'print the trace as JSON')
  .addHelpText('after', EXPLANATION_OF_MAIL)
  .action(async (options) => (await import('./mail.ts')).mailCommand(options))

program
  .command('coverage')
  .summary('show what the mock emulates, on what evidence, and what it refuses')
  .description(
    'Reads the mock’s own tables, plays the four stages once, and asks for what it does not emulate. Documented examples that were replayed are counted, with the reasons why the others differ.',
  )
  .option('--list', 'every operation with its source, and every refusal, one a line')
  .option('--json', 'print the record on standard output, and nothing else')
  .action(async (options) => (await import('./coverage.ts')).coverageCommand(options))

program
  .command('serve')
  .summary('serve the mock Microsoft 365 over HTTPS on this machine')
  .description(
    'Serves Entra ID, Microsoft Graph and Exchange Online until it is stopped: under one origin, under Microsoft’s own host names, and by a forward proxy that reaches nothing else.',
  )
  .option('--port <number>', 'port to listen on; 0 takes any free one', whole(0, 65_535), 8443)
  .option('--proxy-port <number>', 'port of the forward proxy (default: the next one)', whole(0, 65_535))
  .option('--host <address>', 'address to listen on; the proxy stays on loopback', '127.0.0.1')
  .option('--state <file>', 'a ScubaGear export to serve in place of the embedded tenants')
  .option('--site <name>', 'serving site whose scanners take rerouted mail', 'EU')
  .option('--users <number>', 'give the first embedded tenant so many more users', whole(0, 1_000_000))
  .option('--smtp', 'take mail over SMTP too: the edge, mailboxes’ own server, scanners, the Internet')
  .option('--smtp-port <number>', 'port of the edge; mailboxes submit at the next', whole(0, 65_535), 2525)
  .option('--webhook-ca <file>', 'trust these authorities, too, at endpoints of subscribers (PEM)')
  .option('--json', 'print one line of JSON when ready: origin, proxy, caFile, tenants, with --smtp smtp')
  .option('--log', 'log requests, and the way of each message, on standard error')
  .option('--stop', 'stop the server that was started last, and start none')
  .addHelpText('after', await SERVE_HELP())
  .action(async ({ stop, ...options }) => {
    const { serveCommand, stopCommand } = await import('./serve.ts')
    return stop ? stopCommand() : serveCommand(options)
  })

program
  .command('env')
  .summary('print the variables that point programs at the running server')
  .description(
    'Prints what a shell evaluates, eval "$(casproof env)", so that programs started from it reach the mock under Microsoft’s own host names, and nothing but the mock by https. Loopback stays as it is. Node’s own fetch and https follow them from Node 24.5 (and 22.21) on; programs on an earlier Node, such as 20, go to the real cloud unless they are started with --preload.',
  )
  .addOption(
    new Option('--shell <which>', 'whose syntax').choices(['sh', 'fish', 'powershell']).default('sh'),
  )
  .option('--preload', 'NODE_OPTIONS instead, for Node programs that know no proxy, and Node before 24')
  .option('--http-proxy', 'HTTP_PROXY and http_proxy as well, so that plain http is refused')
  .option('--unset', 'print how to take them away again')
  .option('--json', 'print them as JSON')
  .action(async (options) => (await import('./env.ts')).envCommand(options))

program
  .command('stage')
  .summary('run one stage on one tenant over the network')
  .description(
    'Runs the product itself: against a mock that is being served (--ca, --connect-to), or against the cloud. What was done is kept in the journal, so that a stage that was interrupted is resumed by running it again.',
  )
  .addArgument(
    new Argument('<stage>', 'what to do').choices([
      'consent-url',
      'accept-consent',
      'set-policies',
      'provision',
      'synchronize',
      'deprovision',
      'clean-up',
    ]),
  )
  .requiredOption('--account <file>', 'the account, in JSON: see below')
  .requiredOption('--journal <file>', 'what was done in the tenant; made where it is missing')
  .addOption(
    new Option('--purpose <which>', 'which consent').choices(['mail flow', 'data sync']).default('mail flow'),
  )
  .option('--callback <url>', 'where the browser was sent after consent, whole')
  .option('--username <name>', 'who cleans up; the password is read from CASPROOF_PASSWORD')
  .option('--ca <file>', 'certificate authority to trust')
  .option('--proxy <url>', 'forward proxy')
  .option('--connect-to <host:port>', 'where every connection really goes')
  .option('--json', 'print the result as JSON, and tell no steps')
  .addHelpText('after', EXPLANATION_OF_STAGE)
  .action(async (stage, options) => (await import('./stage.ts')).stageCommand(stage, options))

productCommands(program)

program
  .command('subject')
  .summary('answer as a system under test: cas-core behind the protocol')
  .description(
    'Runs the product of this repository as a system under test of another make is run: a process that answers the protocol on loopback (CASPROOF_LISTEN, else any free port) and prints its address. casproof conform --subject starts it; casproof schema protocol describes what it answers.',
  )
  .addOption(
    new Option('--time <which>', 'ask the mock for the time, or live by the machine’s')
      .choices(['virtual', 'real'])
      .default('virtual'),
  )
  .option('--log', 'tell steps on standard error')
  .action(async (options) => (await import('./subject.ts')).subjectCommand(options))

program
  .command('schema')
  .summary('print what a file may hold, as JSON Schema')
  .description(
    'Prints the JSON Schema (draft 2020-12) of a file that casproof reads: for editors, and for programs that write one. It is made from the schema that checks the file. A few rules are code, so that a file which fits may still be refused, with the place and the mend.',
  )
  .addArgument(
    new Argument(
      '<file>',
      'script and capsule (replay), record (a report made again), account (stage), product (product), gateways (mail), state (a ScubaGear export); protocol is the OpenAPI document of systems under test',
    ).choices(Object.keys(SCHEMA_NAMES)),
  )
  .action(async (name) => (await import('./schema.ts')).schemaCommand(name))

program.parseAsync().catch((error) => {
  // commander has already printed the error; help and version are not failures
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else fail(error)
})

/** Accepts the spelling of `casproof stage` and that of the reports. */
function stageBeforeMail(text: string): string {
  const stage = text.replace('clean up', 'clean-up')
  if (!STAGES_BEFORE_MAIL.includes(stage))
    throw new InvalidArgumentError(`Allowed choices are ${STAGES_BEFORE_MAIL.join(', ')}.`)
  return stage === 'clean-up' ? 'clean up' : stage
}

/** Loaded only for this help: no other start needs the routes of the control surface. */
async function SERVE_HELP(): Promise<string> {
  const isAsked = process.argv.includes('serve') && process.argv.some((word) => HELP_WORDS.includes(word))
  return isAsked ? (await import('./serve-help.ts')).explanationOfServe() : ''
}

function HELP(): string {
  return `
Examples:
  casproof conform               everything, with reports in out/
  casproof audit --world busy    what changes in a tenant with its own mail flow
  casproof audit --state export.json
                                 the same in a customer's tenant
  casproof mail --from a@b.example --to ada.lovelace@contoso.com
                                 which way a message takes, and why
  casproof serve --json          a mock Microsoft 365 for any client
  eval "$(casproof env)"         programs of this shell now reach the mock
  casproof product --list        what the product's console offers
  casproof administrator         consents and role on the mock, in one command
  casproof stage --help          the short way: one stage a command
`
}
