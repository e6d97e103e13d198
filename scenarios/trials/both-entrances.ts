import { GENERATIONS, type Generation } from '#reports'
import { assignExchangeRole } from '../harness/administrator.ts'
import { endStateOf } from '../harness/end-state.ts'
import { inlineAppId } from '../harness/world.ts'
import { type Ask, consoleOf, VENDOR } from './console.ts'
import { trial } from './trial.ts'

const INLINE = 'Exchange Online (Inline Mode)'
const SERVICES = ['Exchange Online', INLINE]

/** Source: trend-vision-one-different-granting-access. */
const SCREENS = ['Service Status', 'Service Account'] as const
type Entrance = (typeof SCREENS)[number]

export const bothEntrances = trial<(ask: Ask) => Ask>({
  name: 'both entrances',
  statement:
    'each service that has no access can be chosen on the Dashboard and at Add on the Service Account screen; the grant tells where it began, and both end alike, in the tenant and on the screens',
  clauses: ['GA-01'],
  right: (ask) => ask,
  wrong: {
    'forgets the policy at Add': (ask) => (operation, input, user) => {
      const { policy, ...rest } = (input ?? {}) as { policy?: string; from?: string }
      const isForgotten = operation === 'beginGrant' && rest.from === 'Service Account'
      return ask(operation, isForgotten || policy === undefined ? rest : { ...rest, policy }, user)
    },
    'begins on the Dashboard alone': (ask) => (operation, input, user) =>
      ask(operation, operation === 'beginGrant' ? { ...input, from: 'Service Status' } : input, user),
    'offers nothing at Add': (ask) => (operation, input, user) =>
      operation === 'viewServicesToAdd' ? ask('viewServiceStatus', input, user) : ask(operation, input, user),
    'offers at Add what has access': (ask) => {
      let first: ReturnType<Ask> | undefined
      return (operation, input, user) => {
        if (operation !== 'viewServicesToAdd') return ask(operation, input, user)
        first ??= ask(operation, input, user)
        return first
      }
    },
  },
  async breaches(wrong) {
    const breaches: string[] = []
    for (const generation of GENERATIONS)
      for (const service of SERVICES) {
        const [one, other] = [
          await grantedFrom('Service Status', generation, service, wrong),
          await grantedFrom('Service Account', generation, service, wrong),
        ]
        const found = [...one.breaches, ...other.breaches]
        if (one.end !== other.end) found.push('the two entrances do not end alike')
        breaches.push(...found.map((breach) => `${generation}, ${service}: ${breach}`))
      }
    return breaches
  },
})

async function grantedFrom(
  from: Entrance,
  generation: Generation,
  service: string,
  wrong: (ask: Ask) => Ask,
): Promise<{ readonly end: string; readonly breaches: readonly string[] }> {
  const console = consoleOf(generation, wrong)
  const { ask, world, person } = console
  await ask('setLicence', { site: 'EU' }, VENDOR)
  const breaches: string[] = []
  const offers = async (wanted: boolean) => {
    for (const screen of SCREENS)
      if ((await isOffered(ask, screen, service)) !== wanted)
        breaches.push(`${screen} ${wanted ? 'does not offer the service' : 'offers what has access'}`)
  }
  await offers(true)
  const targets = generation === 'cecp' && service !== INLINE ? { targets: 'all' } : {}
  await ask('beginGrant', { service, from, policy: 'Default ATP policy', ...targets })
  const shown = (await ask('viewGrant', { service })).data
  if (Reflect.get(shown, 'from') !== from) breaches.push(`a grant from ${from} does not tell so`)
  await console.consent(service)
  if (service === INLINE) {
    await assignExchangeRole(person, inlineAppId(world))
    await console.consent(service)
  } else if (generation === 'cas') await ask('chooseTargets', { service, choice: 'all' })
  if (generation === 'cas') await ask('verifyAndSubmit', { service })
  await offers(false)
  const screens = [await ask('viewServiceStatus'), await ask('listServiceAccounts')].map(({ data }) => data)
  return { end: `${JSON.stringify(screens)}\n${endStateOf(world.tenant)}`, breaches }
}

/** Whether a grant can begin at the screen. */
async function isOffered(ask: Ask, screen: Entrance, service: string): Promise<boolean> {
  const operation = screen === 'Service Status' ? 'viewServiceStatus' : 'viewServicesToAdd'
  const { services } = (await ask(operation)).data as {
    services: readonly { service: string; isOffered?: boolean; status?: string; action?: string }[]
  }
  const row = services.find((one) => one.service === service)
  if (screen === 'Service Account') return row?.isOffered === true
  return row?.status === 'Not granted' && row.action !== undefined
}
