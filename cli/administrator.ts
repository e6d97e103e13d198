/**
 * `casproof administrator`: plays the administrator of a served tenant, who signs in, consents and assigns the role, for
 * anyone who wants to begin behind it. What a person does in a browser is done over the same pages and with the same rights.
 */
import { settingsFrom } from '#cas-core'
import { shellWord } from '#output'
import { giveForAccount } from './administrator/account-way.ts'
import { type ConsoleWay, giveAtConsole } from './administrator/console-way.ts'
import { personOf } from './administrator/person.ts'
import { servedMock } from './administrator/served-mock.ts'
import { bytesOf } from './files.ts'
import { networkFor } from './network-options.ts'
import { print } from './print.ts'
import { networkIn, QUIET, type StoreOptions, withProduct } from './product.ts'
import { withAccount } from './stage.ts'

export interface AdministratorCommandOptions extends StoreOptions, ConsoleWay {
  /** Who signs in; the password is CASPROOF_PASSWORD, or the one that a mock gives everybody. */
  readonly username?: string
  /** In place of the console: an account file of `casproof stage`, with its journal. */
  readonly account?: string
  readonly journal?: string
}

/** @throws Error where the product does not point at a mock of this machine, or a step was not done */
export async function administratorCommand(options: AdministratorCommandOptions): Promise<void> {
  const { account, journal, username = 'admin@contoso.com' } = options
  if ((account === undefined) !== (journal === undefined))
    throw new Error('--account and --journal go together: casproof stage needs both')
  if (account !== undefined && journal !== undefined) return forStage(account, journal, options)
  return withProduct(options, QUIET, async (product) => {
    const mock = await servedMock(product.fetch, product.network.connectTo)
    await giveAtConsole(product, personOf(username, product.fetch, mock), options)
  })
}

/** Begins where `casproof stage provision` goes on. */
async function forStage(
  account: string,
  journal: string,
  { username, only, pim, ...options }: AdministratorCommandOptions,
): Promise<void> {
  const settings = settingsFrom(
    bytesOf(account, '--account'),
    account,
    'casproof stage --help has an example',
  )
  const network = networkIn(options)
  const wire = networkFor(network)
  try {
    const mock = await servedMock(wire.fetch, network.connectTo)
    const domain = mock.domains.get(settings.tenantId.toLowerCase())
    if (domain === undefined)
      throw new Error(
        `--account: ${account}: tenantId: ${settings.tenantId} is not served at ${network.connectTo}`,
      )
    const person = personOf(username ?? `admin@${domain}`, wire.fetch, mock)
    const { clientId: appId } = settings.application
    const way = { appId, ...(only ? { only } : {}), ...(pim ? { pim } : {}) }
    await withAccount({ settings, journal, fetch: wire.fetch, log: QUIET }, (service) =>
      giveForAccount(service, person, way),
    )
  } finally {
    await wire.close()
  }
  const words = [
    '--account',
    account,
    '--journal',
    journal,
    '--ca',
    network.ca,
    '--connect-to',
    network.connectTo,
  ]
  print(`next: casproof stage provision ${words.map((word) => shellWord(word ?? '')).join(' ')}\n`)
}
