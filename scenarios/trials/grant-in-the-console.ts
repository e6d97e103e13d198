import { GENERATIONS, type Generation, publishedNames, publishedSites } from '#reports'
import { assignExchangeRole } from '../harness/administrator.ts'
import { inlineAppId } from '../harness/world.ts'
import { type Ask, type Console, consoleOf, VENDOR } from './console.ts'
import { required, trial } from './trial.ts'

const SERVICE = { service: 'Exchange Online (Inline Mode)' }

export const grantInTheConsole = trial<(ask: Ask) => Ask>({
  name: 'grant in the console',
  statement:
    'the console shows the app ID that the tenant has, and Microsoft’s pages the app’s name; only the earlier generation asks for Verify and Submit; the site is that of the licence, and without the add-on no grant begins',
  clauses: ['PI-02', 'PI-11', 'PI-37', 'PI-53', 'UI-09'],
  right: (ask) => ask,
  wrong: {
    'shows another app ID':
      (ask) =>
      async (operation, ...rest) => {
        const answer = await ask(operation, ...rest)
        return operation === 'viewGrant' && 'appId' in answer.data
          ? { ...answer, data: { ...answer.data, appId: '00000000-0000-0000-0000-000000000000' } }
          : answer
      },
    'submits by itself':
      (ask) =>
      async (operation, ...rest) => {
        const answer = await ask(operation, ...rest)
        return operation === 'acceptConsent' ? await ask('submitGrant', SERVICE) : answer
      },
    'waits for a button in each generation':
      (ask) =>
      (operation, ...rest) =>
        operation === 'acceptConsent' ? ask('viewGrant', SERVICE) : ask(operation, ...rest),
    'lets a customer choose the site': (ask) => (operation, input) =>
      ask(operation, input, operation === 'setLicence' ? VENDOR : undefined),
    'sells the add-on to everybody': (ask) => (operation, input, user) =>
      ask(operation, operation === 'setLicence' ? { ...input, isInlineIncluded: true } : input, user),
    'asks for another app’s consent':
      (ask) =>
      async (operation, ...rest) => {
        const answer = await ask(operation, ...rest)
        const url = String(Reflect.get(answer.data, 'url'))
        return operation === 'consentUrl'
          ? {
              ...answer,
              data: {
                ...answer.data,
                url: url.replace(/client_id=[^&]*/, 'client_id=00000003-0000-0000-c000-000000000000'),
              },
            }
          : answer
      },
  },
  async breaches(wrong) {
    const breaches: string[] = []
    for (const generation of GENERATIONS) {
      const console = consoleOf(generation, wrong)
      // what is wrong on purpose may bar the way: that is a breach too
      const found = await grantBreaches(console, generation).catch((error: unknown) => [String(error)])
      breaches.push(...found.map((one) => `${generation}: ${one}`))
    }
    return breaches
  },
})

async function grantBreaches(console: Console, generation: Generation): Promise<string[]> {
  const { ask, world } = console
  const breaches = [...(await licenceBreaches(console))]
  await ask('beginGrant', SERVICE)
  const page = await (await world.fetch(await console.consentUrl())).text()
  if (!page.includes(publishedNames.APP_NAME)) breaches.push('the consent page does not name the app')
  await console.consent()
  breaches.push(...(await appBreaches(console)))
  const { status } = await assignExchangeRole(console.person, inlineAppId(world))
  if (status >= 400) throw new Error(`the role was not assigned: ${status}`)
  const last = await console.consent()
  const rules = () =>
    world.tenant.list('TransportRule').filter(({ Name }) => String(Name).startsWith('TMCAS'))
  if (generation === 'cas') {
    if (rules().length > 0) breaches.push('objects are made before Verify and Submit')
    await ask('verifyAndSubmit', SERVICE)
  } else {
    if (last.outcome !== 'done' || rules().length !== 6)
      breaches.push('the last permission does not complete the grant')
    const { outcome } = await ask('verifyAndSubmit', SERVICE)
    if (outcome !== 'refused') breaches.push('there is a Verify and Submit')
  }
  if (rules().length !== 6) breaches.push(`${rules().length} rules are there after the grant`)
  return [...breaches, ...siteBreaches(console)]
}

/** The customer asks for a site and for the add-on, and has neither until the vendor says so. */
async function licenceBreaches({ ask, world }: Console): Promise<string[]> {
  const breaches: string[] = []
  await ask('setLicence', { site: 'US', isInlineIncluded: false }, VENDOR)
  const before = world.cloud.calls.length
  const begun = await ask('beginGrant', SERVICE)
  if (begun.outcome !== 'refused' || world.cloud.calls.length > before)
    breaches.push('a grant begins without the add-on')
  await ask('setLicence', { site: 'US' }, VENDOR)
  if ((await ask('setLicence', { site: 'EU' })).outcome !== 'refused')
    breaches.push('the customer has chosen the site')
  return breaches
}

async function appBreaches({ ask, world, person }: Console): Promise<string[]> {
  const shown = Reflect.get((await ask('viewGrant', SERVICE)).data, 'appId')
  const [made] = world.tenant.find('servicePrincipals', 'displayName', publishedNames.APP_NAME)
  if (shown !== made?.appId || made === undefined)
    return [`the console shows ${shown}, the tenant ${made?.appId}`]
  const found = await person.graph('GET', `/servicePrincipals(appId='${shown}')?$select=displayName`)
  return found.body.displayName === publishedNames.APP_NAME
    ? []
    : [`a search by the app ID finds ${found.body.displayName}`]
}

function siteBreaches({ world }: Console): string[] {
  const { sendingInfrastructure } = required(
    publishedSites.find(({ name }) => name === 'US'),
    'the site of the licence',
  )
  const pairs = world.tenant
    .list('TenantAllowBlockListSpoofItems')
    .map((one) => String(one.SendingInfrastructure))
    .filter((one) => one.includes('tmcas'))
  return pairs.join() === sendingInfrastructure
    ? []
    : [`the pair is ${pairs.join(', ')}, not that of the licence’s site`]
}
