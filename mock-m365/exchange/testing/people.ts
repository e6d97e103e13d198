/** People and groups for this room's tests: a small directory added to the exchange room's world. */
import type { Entity } from '../../base.ts'
import { issueToken } from '../../entra/tokens/tokens.ts'
import type { Write } from '../../tenant.ts'
import { claimsOf, START, type World, world } from './world.ts'

const id = (n: number) => `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`

export const ANN = id(1)
export const BOB = id(2)
export const GUEST = id(3)
export const BARE = id(4)
export const TEAM = id(5)
export const LIST = id(6)
export const SECURITY = id(7)

const at = new Date(START - 86_400_000).toISOString()

const person = (key: string, name: string, more: Entity = {}): Entity => ({
  id: key,
  accountEnabled: true,
  createdDateTime: at,
  displayName: `${name} Example`,
  givenName: name,
  surname: 'Example',
  mail: `${name.toLowerCase()}@contoso.com`,
  mailNickname: name.toLowerCase(),
  proxyAddresses: [`SMTP:${name.toLowerCase()}@contoso.com`],
  userPrincipalName: `${name.toLowerCase()}@contoso.com`,
  userType: 'Member',
  ...more,
})

const group = (key: string, name: string, more: Entity): Entity => ({
  id: key,
  createdDateTime: at,
  displayName: name,
  groupTypes: [],
  mail: `${name.toLowerCase()}@contoso.com`,
  mailEnabled: true,
  mailNickname: name.toLowerCase(),
  proxyAddresses: [`SMTP:${name.toLowerCase()}@contoso.com`],
  securityEnabled: false,
  ...more,
})

const PEOPLE = [
  person(ANN, 'Anna', {
    proxyAddresses: ['SMTP:anna@contoso.com', 'smtp:Anna.Old@contoso.com'],
    officeLocation: 'Oslo',
    assignedLicenses: [{ skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900', disabledPlans: [] }],
  }),
  person(BOB, 'Bob'),
  person(GUEST, 'Gus', {
    userType: 'Guest',
    mail: 'gus@fabrikam.com',
    proxyAddresses: ['SMTP:gus@fabrikam.com'],
    userPrincipalName: 'gus_fabrikam.com#EXT#@contoso.onmicrosoft.com',
  }),
  person(BARE, 'Zoe', { mail: null, proxyAddresses: [] }),
]

const GROUPS = [
  group(TEAM, 'Team', { groupTypes: ['Unified'], visibility: 'Private' }),
  group(LIST, 'List', {}),
  group(SECURITY, 'Guards', { securityEnabled: true }),
]

const MEMBERS = [
  ...[ANN, GUEST].map((memberId) => ({ groupId: TEAM, memberId })),
  { groupId: LIST, memberId: ANN },
  { groupId: LIST, memberId: SECURITY },
  { groupId: SECURITY, memberId: BOB },
  { groupId: SECURITY, memberId: LIST },
]

/** The application behind the room's tokens, as the directory has it. */
const { oid, appid, app_displayname } = claimsOf()
const APP = { id: oid, appId: appid, displayName: app_displayname }

/** A write of the service itself. */
export const SEED: Write = {
  at: START - 1,
  actor: { type: 'system', id: 'seed', displayName: 'Seed' },
  call: 'seed',
  requestId: 'seed',
}

export interface People extends World {
  /** Sends as Bob, a user with the role Exchange Administrator. */
  readonly asUser: World['send']
}

export function people(): People {
  const made = world()
  const { tenant, cloud, send } = made
  for (const entity of PEOPLE) tenant.commit(SEED, 'users', String(entity.id), entity)
  for (const entity of GROUPS) tenant.commit(SEED, 'groups', String(entity.id), entity)
  for (const one of MEMBERS) tenant.commit(SEED, 'groups/members', `${one.groupId}/${one.memberId}`, one)
  tenant.commit(SEED, 'servicePrincipals', APP.id, APP)
  tenant.commit(SEED, 'groups/owners', `${TEAM}/${ANN}`, { groupId: TEAM, memberId: ANN })
  const { roles: _, ...user } = claimsOf({
    idtyp: 'user',
    oid: BOB,
    upn: 'bob@contoso.com',
    scp: 'Exchange.Manage',
  })
  const token = issueToken(cloud.services.entra, user)
  return { ...made, asUser: (cmdlet, parameters, more = {}) => send(cmdlet, parameters, { ...more, token }) }
}
