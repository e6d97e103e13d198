/** The administrator's part of a grant at the console: one that was begun goes on, and without one a grant begins here. */
import type { Answer } from '#cas-core'
import { type Administrator, givePermission } from '#scenarios/administrator'
import { print } from '../print.ts'
import type { OpenProduct } from '../product.ts'
import { giveRole, type Person, refusedAt } from './person.ts'

export interface ConsoleWay {
  readonly service: string
  /** Site of the licence, where the customer has none yet. */
  readonly site: string
  readonly pim?: boolean
  /** Which part alone is done. */
  readonly only?: 'consents' | 'role'
  readonly targets?: 'all' | 'selected'
  /** Selected targets, by user principal name. */
  readonly users?: readonly string[]
}

interface Grant {
  readonly state: string
  readonly steps: readonly { readonly purpose: string; readonly isDone: boolean }[]
  readonly appId?: string
  readonly targets?: 'all' | 'selected'
}

/** The only service whose application works with a role; the others work with permissions alone. */
const WITH_ROLE = 'Exchange Online (Inline Mode)'
const WITH_TARGETS: readonly string[] = ['Exchange Online', 'SharePoint Online', 'OneDrive']

/**
 * Does what is missing, and says what comes next. What was done before is not done again.
 * @throws Error naming option or step, and the mend
 */
export async function giveAtConsole(product: OpenProduct, person: Person, way: ConsoleWay): Promise<void> {
  requireSense(way)
  const asked = await product.ask('viewGrant', { service: way.service })
  if (asked.code === 'ill-formed') throw new Error(`--service: ${asked.message}`)
  if (way.only === 'role') await giveItsRole(product, person, way)
  else await giveConsents(product, person, way)
  await tellNext(product, way.service)
}

function requireSense({ service, targets, users, only }: ConsoleWay): void {
  if ((targets || users) && !WITH_TARGETS.includes(service))
    throw new Error(`--targets and --users: ${service} has no targets; ${WITH_TARGETS.join(', ')} have`)
  if (users && targets === 'all')
    throw new Error('--users and --targets all contradict each other; leave out one')
  if (targets === 'selected' && !users)
    throw new Error('--targets selected needs --users <names>, such as ada.lovelace@contoso.com')
  if (only === 'role' && service !== WITH_ROLE)
    throw new Error(`--only role: ${service} works with permissions alone; leave it out`)
}

async function giveConsents(product: OpenProduct, person: Person, way: ConsoleWay): Promise<void> {
  const { service } = way
  if ((await product.ask('viewLicence')).outcome !== 'done')
    told('licence', await product.ask('setLicence', { site: way.site }, 'vendor'))
  const { state } = await grantOf(product, service)
  const isGranted = state === 'Granted' || state === 'Access token invalid'
  // an access token is recreated by the same consents
  const isAgain = isGranted && (await product.ask('consentUrl', { service })).outcome === 'done'
  if (isGranted && !isAgain) return
  if (!isGranted) await begin(product, service, state)
  const own = person.sign()
  const isRoleWanted = service === WITH_ROLE && way.only === undefined && !isAgain
  if (product.generation === 'cecp' && !isAgain) await choose(product, way)
  for (const [i, { purpose, isDone }] of (await grantOf(product, service)).steps.entries()) {
    if (isDone && !isAgain) print(`consent for ${purpose}: given before\n`)
    else await give(product, own, service, purpose)
    // the role is assigned as early as it can be: the last consent completes a grant that has all
    if (i === 0 && isRoleWanted) await giveItsRole(product, person, way)
  }
  if (product.generation !== 'cecp' && !isAgain) await choose(product, way)
  if (way.users) told('targets', await product.ask('selectTargets', { service, add: way.users }))
}

async function begin(product: OpenProduct, service: string, state: string): Promise<void> {
  if (state === 'Granting access') return
  const policy = service === WITH_ROLE ? { policy: 'Default ATP policy' } : {}
  told('grant', await product.ask('beginGrant', { service, ...policy }))
}

async function give(
  product: OpenProduct,
  own: Administrator,
  service: string,
  purpose: string,
): Promise<void> {
  const what = `consent for ${purpose}`
  const asked = await product.ask('consentUrl', { service, purpose })
  if (asked.outcome !== 'done') throw new Error(`${what}: ${asked.message}`)
  const answer = await givePermission(own, (asked.data as { url: string }).url, (callback) =>
    product.ask('acceptConsent', { callback }),
  )
  if ('refusal' in answer) throw refusedAt(what, answer.refusal)
  told(what, answer)
}

/** All targets, where nobody says otherwise. */
async function choose(product: OpenProduct, { service, targets, users }: ConsoleWay): Promise<void> {
  if (!WITH_TARGETS.includes(service)) return
  const made = (await grantOf(product, service)).targets
  const choice = targets ?? (users ? 'selected' : (made ?? 'all'))
  if (choice !== made) told('targets', await product.ask('chooseTargets', { service, choice }))
}

async function giveItsRole(
  product: OpenProduct,
  person: Person,
  { service, pim }: ConsoleWay,
): Promise<void> {
  const { appId } = (await product.ask('viewGrant', { service })).data as Partial<Grant>
  if (!appId)
    throw new Error(
      'role Exchange Administrator: the application is not in the tenant yet; casproof administrator --only consents brings it',
    )
  await giveRole(person, appId, pim === true)
}

async function tellNext(product: OpenProduct, service: string): Promise<void> {
  const { state } = await grantOf(product, service)
  const button = product.generation === 'cecp' ? 'submitGrant' : 'verifyAndSubmit'
  const input = JSON.stringify({ service })
  if (state === 'Granting access') print(`next: casproof product ${button} '${input}'\n`)
  else if (state === 'Access token invalid')
    print(`the access token is invalid; next: casproof product beginRecreateToken '${input}'\n`)
  else print(`${service}: ${state}\n`)
}

async function grantOf(product: OpenProduct, service: string): Promise<Grant> {
  const { outcome, message, data } = await product.ask('viewGrant', { service })
  if (outcome !== 'done') throw new Error(message)
  return data as Grant
}

function told(what: string, { outcome, message }: Answer): void {
  if (outcome === 'refused' || outcome === 'failed') throw new Error(`${what}: ${message}`)
  print(`${what}: ${outcome === 'done' ? message : `${outcome}: ${message}`}\n`)
}
