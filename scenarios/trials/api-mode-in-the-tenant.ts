import { publishedNames } from '#reports'
import { assignExchangeRole } from '../harness/administrator.ts'
import { type Ask, apiAppId, type Console, consoleOf, VENDOR } from './console.ts'
import { trial } from './trial.ts'

const SERVICE = { service: 'Exchange Online' }
const ADA = 'ada.lovelace@contoso.com'

interface Subject {
  readonly asks?: (ask: Ask) => Ask
  /** What is done in the tenant in addition to what the product does. */
  readonly meddles?: (console: Console) => Promise<unknown>
}

export const apiModeInTheTenant = trial<Subject>({
  name: 'API mode in the tenant',
  statement:
    'a grant of API mode gives the app the published permissions and changes nothing else; all users, groups and mailboxes are known after it, or the selected users alone; users are found by name and groups by their beginning',
  clauses: ['GA-04', 'GA-06', 'GA-07', 'GA-08', 'GA-09', 'GA-10', 'GA-12', 'GA-13', 'SY-16'],
  right: {},
  wrong: {
    'makes a rule': {
      meddles: ({ person }) =>
        person.exchange('New-TransportRule', {
          Name: 'A rule',
          SubjectContainsWords: ['x'],
          PrependSubject: 'x',
        }),
    },
    'has a role': { meddles: ({ person, world }) => assignExchangeRole(person, apiAppId(world)) },
    'reads domains': { meddles: ({ person }) => person.graph('GET', '/domains') },
    'knows everybody': {
      asks: (ask) => (operation, input, user) =>
        ask(operation, operation === 'beginGrant' ? { ...input, targets: 'all' } : input, user),
    },
    'asks for selected users always': {
      asks: (ask) => (operation, input, user) =>
        ask(operation, operation === 'beginGrant' ? { ...input, targets: 'selected' } : input, user),
    },
    'finds groups by two characters': {
      asks: (ask) => (operation, input, user) =>
        ask(operation, operation === 'findGroups' ? { ...input, beginning: 'res' } : input, user),
    },
    'takes a group for a user': {
      asks: (ask) => (operation, input, user) => {
        const { add = [] } = (input ?? {}) as { readonly add?: readonly string[] }
        const isGroup = operation === 'selectTargets' && add.some((one) => !one.includes('@'))
        return ask(operation, isGroup ? { ...SERVICE, addGroups: add } : input, user)
      },
    },
  },
  async breaches({ asks = (same) => same, meddles = async () => undefined }) {
    const all = consoleOf('cecp', asks)
    const selected = consoleOf('cecp', asks)
    return [...(await grantForAll(all, meddles)), ...(await grantForSelected(selected))]
  },
})

async function begun({ ask, consent }: Console, targets: 'all' | 'selected') {
  await ask('setLicence', { site: 'EU' }, VENDOR)
  await ask('beginGrant', { ...SERVICE, targets })
  return consent(SERVICE.service)
}

async function grantForAll(console: Console, meddles: NonNullable<Subject['meddles']>): Promise<string[]> {
  const { world, directory } = console
  const { outcome } = await begun(console, 'all')
  const callsOfGrant = world.cloud.calls.length
  if (outcome !== 'done') return ['the grant for all is not done']
  await meddles(console)
  const kinds = new Set(world.tenant.changesSince().map(({ kind }) => kind))
  const users = world.tenant.list('users')
  const counts = await directory('api').counts()
  const known = {
    users: users.length,
    groups: world.tenant.list('groups').length,
    mailboxes: users.filter(({ mail }) => mail).length,
  }
  const domains = world.cloud.calls.filter(({ operation }) => /domains/.test(operation))
  return [
    ...[...kinds].filter((kind) => !OF_CONSENT.has(kind)).map((kind) => `a grant changes ${kind}`),
    ...permissionBreaches(console),
    ...(JSON.stringify(counts) === JSON.stringify(known)
      ? []
      : [`known are ${JSON.stringify(counts)}, not ${JSON.stringify(known)}`]),
    ...(callsOfGrant > 0 && domains.length === 0 ? [] : ['domains are read']),
  ]
}

const OF_CONSENT = new Set(['servicePrincipals', 'appRoleAssignments', 'oauth2PermissionGrants'])

function permissionBreaches({ world }: Console): string[] {
  const { tenant } = world
  const [app] = tenant.find('servicePrincipals', 'appId', apiAppId(world))
  const roles = tenant.find('appRoleAssignments', 'principalId', String(app?.id)).map((one) => {
    const [resource] = tenant.find('servicePrincipals', 'id', String(one.resourceId))
    const offered = (resource?.appRoles ?? []) as readonly { id: string; value: string }[]
    return String(offered.find(({ id }) => id === one.appRoleId)?.value)
  })
  const scopes = tenant.find('oauth2PermissionGrants', 'clientId', String(app?.id)).map(({ scope }) => scope)
  const found = [...roles.sort(), ...scopes].join()
  const wanted = [...publishedNames.API_PERMISSIONS, 'User.Read'].join()
  return found === wanted ? [] : [`the app has ${found}, not ${wanted}`]
}

async function grantForSelected(console: Console): Promise<string[]> {
  const { ask, world, directory } = console
  await begun(console, 'selected')
  const breaches: string[] = []
  const before = world.cloud.calls.length
  const short = await ask('findGroups', { ...SERVICE, beginning: 're' })
  if (short.outcome !== 'refused' || world.cloud.calls.length > before)
    breaches.push('two characters begin a search')
  const found = await ask('findGroups', { ...SERVICE, beginning: 'Res' })
  const { groups = [] } = found.data as { readonly groups?: readonly { id: string; displayName: string }[] }
  if (groups.map(({ displayName }) => displayName).join() !== 'Research')
    breaches.push('groups are not found by their beginning')
  if ((await ask('findGroups', { ...SERVICE, beginning: 'search' })).outcome !== 'refused')
    breaches.push('a group is found by its end')
  const group = String(groups[0]?.id)
  const members = await ask('listGroupUsers', { ...SERVICE, group })
  if (!JSON.stringify(members.data).includes(ADA)) breaches.push('the members of a group are not listed')
  if ((await ask('selectTargets', { ...SERVICE, add: [group] })).outcome !== 'refused')
    breaches.push('a group is selected')
  await ask('selectTargets', { ...SERVICE, add: [ADA] })
  const { outcome } = await ask('submitGrant', SERVICE)
  const users = await directory('api').usersAfter('', 999)
  const names = users.map(({ userPrincipalName }) => userPrincipalName).join()
  if (outcome !== 'done' || names !== ADA) breaches.push(`known are ${names}, not the selected user`)
  return breaches
}
