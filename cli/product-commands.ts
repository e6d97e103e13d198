/** The commands over the console, as the command line knows them. What they run is loaded when it is called. */
import { type Command, Option } from 'commander'
import { EXPLANATION_OF_ADMINISTRATOR, EXPLANATION_OF_PRODUCT } from './product-help.ts'

export function productCommands(program: Command): void {
  const product = storeOptions(
    program
      .command('product')
      .summary('one operation of the product’s console, from a shell')
      .description(
        'Runs one operation of the console, as its screens offer them: against a mock that is being served, or against the cloud. What is done is kept in the store, so that the next command goes on from there.',
      )
      .argument('[operation]', 'its name; --list lists them')
      .argument('[input]', 'what the screen asks for: JSON, @file, or - for standard input'),
  )
    .addOption(
      new Option('--role <role>', 'what this person may do')
        .choices(['Global administrator', 'limited', 'vendor'])
        .default('Global administrator'),
    )
    .option('--list', 'list the operations: what each does, who may, in which generation')
    .option('--schema', 'print what the operation takes, as JSON Schema')
    .option('--json', 'print the answer as one line of JSON, and tell no steps')
    .helpOption(false)
    .option('-h, --help', 'display this, or what the named operation takes, with an example')
    .addHelpText('after', EXPLANATION_OF_PRODUCT)
  product.action(async (operation, input, { list, schema, help, ...options }) => {
    if (help && operation === undefined) return product.outputHelp()
    const commands = await import('./product.ts')
    if (list || operation === undefined) return commands.printOperations()
    if (help) return commands.printOperation(operation)
    if (schema) return commands.printSchema(operation)
    return commands.productCommand(operation, input, options)
  })
  storeOptions(
    program
      .command('administrator')
      .summary('do the administrator’s part of a grant on a served mock')
      .description(
        'Signs in as an administrator of a served tenant, gives the consents that a grant asks for, and assigns the role to the application: over the same pages, and with the same rights, as a person in a browser. What was done before is not done again.',
      ),
  )
    .option(
      '--username <name>',
      'who signs in; the password is CASPROOF_PASSWORD, or the one that mocks give (default: "admin@contoso.com")',
    )
    .option('--service <name>', 'the service to grant', 'Exchange Online (Inline Mode)')
    .option('--site <name>', 'the serving site of the licence, where there is none yet', 'EU')
    .option('--pim', 'assign the role through Privileged Identity Management')
    .addOption(new Option('--only <part>', 'do this part alone').choices(['consents', 'role']))
    .addOption(
      new Option('--targets <which>', 'whose data is synchronized in API mode').choices(['all', 'selected']),
    )
    .option('--users <names>', 'selected targets, by user principal name: a@b.example,c@b.example', names)
    .option('--account <file>', 'in place of the console: the account that casproof stage works on')
    .option('--journal <file>', 'with --account: its journal')
    .addHelpText('after', EXPLANATION_OF_ADMINISTRATOR)
    .action(async (options) => (await import('./administrator.ts')).administratorCommand(options))
}

const storeOptions = (command: Command): Command =>
  command
    .option('--product <file>', 'the product, in JSON (default: the one that casproof serve wrote)')
    .option('--store <file>', 'SQLite file in which the product keeps everything', 'casproof.sqlite')
    .option('--company <name>', 'the customer', 'customer')
    .option('--as <address>', 'who uses the console', 'owner@customer.example')
    .addOption(
      new Option('--generation <which>', 'in place of the product file’s "profile"').choices([
        'cas',
        'cecp',
        '2023-08',
      ]),
    )

const names = (text: string): string[] => text.split(',').map((name) => name.trim())
