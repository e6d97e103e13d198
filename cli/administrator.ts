/**
 * `casproof administrator`: plays the administrator of a served tenant, who signs in, consents and assigns the role, for
 * anyone who wants to begin behind it. What a person does in a browser is done over the same pages and with the same rights.
 */
import type { Answer } from '#cas-core'
import { administrator, assignExchangeRole } from '#scenarios/administrator'
import { print } from './print.ts'
import { type OpenProduct, type ProductCommandOptions, withProduct } from './product.ts'

export interface AdministratorCommandOptions extends ProductCommandOptions {
  readonly username: string
  readonly service: string
  /** Site of the licence, where the customer has none yet. */
  readonly site: string
  /** The role goes through Privileged Identity Management. */
  readonly pim?: boolean
}

/** @throws Error where the product does not point at this machine, or a step was not done */
export async function administratorCommand(options: AdministratorCommandOptions): Promise<void> {
  await withProduct({ ...options, json: true }, async (product) => {
    if (!isLocal(product.network.connectTo))
      throw new Error(
        'this plays a person on a served mock; for the cloud, open the address of consentUrl in a browser',
      )
    const { service } = options
    if ((await product.ask('viewLicence')).outcome !== 'done')
      told('licence', await product.ask('setLicence', { site: options.site }, 'vendor'))
    const view = await product.ask('viewGrant', { service })
    if ((view.data as { state?: string }).state !== 'Granting access')
      told('beginGrant', await product.ask('beginGrant', { service, policy: 'Default ATP policy' }))
    await giveEach(product, options)
  })
}

interface Step {
  readonly purpose: string
  readonly isDone: boolean
}

/** Gives each permission that is missing; the role comes after the first, as soon as the application is there. */
async function giveEach(product: OpenProduct, options: AdministratorCommandOptions): Promise<void> {
  const { service, pim } = options
  const person = personOf(product, options)
  const grant = await product.ask('viewGrant', { service })
  const { steps } = grant.data as { steps: readonly Step[] }
  for (const [i, { purpose, isDone }] of steps.entries()) {
    if (!isDone) {
      const { url } = (await product.ask('consentUrl', { service, purpose })).data as { url: string }
      const answer = await person.consent(url, 'accept')
      if ('refusal' in answer) throw new Error(`consent for ${purpose}: ${answer.refusal}`)
      told(`consent for ${purpose}`, await product.ask('acceptConsent', { callback: answer.callback }))
    }
    if (i > 0 || steps.length === 1) continue
    const { appId } = (await product.ask('viewGrant', { service })).data as { appId: string }
    const { status, body } = await assignExchangeRole(person, appId, pim ? 'PIM' : undefined)
    // the role may have been assigned before
    if (status >= 400 && status !== 409 && !/already exist|RoleAssignmentExists/i.test(JSON.stringify(body)))
      throw new Error(`role Exchange Administrator: ${status} ${JSON.stringify(body).slice(0, 300)}`)
    print(`role Exchange Administrator: assigned to ${appId}\n`)
  }
}

function personOf({ fetch }: OpenProduct, { username }: AdministratorCommandOptions) {
  const [name = '', domain = ''] = username.split('@')
  const password = process.env.CASPROOF_PASSWORD ?? `mock-password-of-${name}`
  const account = { userPrincipalName: username, displayName: name, password, roles: [] }
  return administrator(fetch, { tenantId: domain, displayName: domain, accounts: [account] }, name)
}

function told(what: string, { outcome, message }: Answer): void {
  if (outcome === 'refused' || outcome === 'failed') throw new Error(`${what}: ${message}`)
  print(`${what}: ${outcome === 'done' ? message : `${outcome}: ${message}`}\n`)
}

const isLocal = (connectTo: string | undefined): boolean =>
  /^(?:127(?:\.\d+){3}|localhost|\[?::1\]?):\d+$/.test(connectTo ?? '')
