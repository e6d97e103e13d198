import type { Entity } from '../../base.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { reading, writing } from '../access.ts'
import { DIRECTORY_OBJECT } from '../directory-object.ts'
import { idOf, removeHanging } from '../entities.ts'
import { domainNotVerified, requestDenied, valueInvalid, valueRequired } from '../errors.ts'
import { type Body, type Property, resource } from '../resource.ts'
import type { Turn } from '../turn.ts'

const ADMINISTRATORS = ['Global Administrator', 'User Administrator', 'Directory Writers']
const WRITE = writing(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ADMINISTRATORS)

/** Text that filters and, unlike most, can be asked to be null. */
const text = (filter: 'default' | 'advanced', max?: number): Property => ({
  type: 'String',
  filter,
  filterNull: 'advanced',
  ...(max ? { max } : {}),
})

/** People and mailboxes. Order and defaults of the first eleven are documented; `password` is ours and never shown. */
export const users = resource({
  segment: 'users',
  type: 'user',
  source: 'https://learn.microsoft.com/graph/api/resources/user',
  provenance: 'documented',
  plainKeys: ['userPrincipalName'],
  listCost: 2,
  locationType: 'User',
  properties: {
    businessPhones: { type: 'String', collection: true, filter: 'advanced', search: 'start' },
    displayName: { ...text('default', 256), required: true, sort: 'default', search: 'words' },
    givenName: { ...text('default', 64), search: 'start' },
    jobTitle: text('default', 128),
    mail: { ...text('default', 320), endsWith: true, search: 'start' },
    mobilePhone: { ...text('advanced', 64), search: 'start' },
    officeLocation: text('advanced', 128),
    preferredLanguage: text('advanced', 64),
    surname: { ...text('default', 64), search: 'start' },
    userPrincipalName: {
      type: 'String',
      filter: 'default',
      endsWith: true,
      sort: 'default',
      required: true,
      unique: true,
      max: 113,
      search: 'start',
    },
    id: DIRECTORY_OBJECT.id,
    ...selectOnly({
      deletedDateTime: DIRECTORY_OBJECT.deletedDateTime,
      accountEnabled: { type: 'Boolean', filter: 'default', required: true },
      assignedLicenses: { type: 'Complex', collection: true, readOnly: true, filter: 'default' },
      assignedPlans: { type: 'Complex', collection: true, readOnly: true, filter: 'advanced' },
      city: text('default', 128),
      companyName: text('advanced', 64),
      country: text('default', 128),
      createdDateTime: {
        type: 'DateTimeOffset',
        readOnly: true,
        filter: 'default',
        filterNull: 'advanced',
        sort: 'advanced',
      },
      creationType: { type: 'String', readOnly: true, filter: 'default' },
      department: text('default', 64),
      employeeId: text('default', 16),
      employeeType: { type: 'String', filter: 'advanced', max: 64 },
      externalUserState: { type: 'String', readOnly: true, filter: 'default' },
      identities: { type: 'Complex', collection: true, filter: 'default' },
      imAddresses: { type: 'String', collection: true, readOnly: true, filter: 'default' },
      isResourceAccount: { type: 'Boolean', filter: 'default' },
      lastPasswordChangeDateTime: { type: 'DateTimeOffset', readOnly: true },
      mailNickname: { ...text('default', 64), required: true, search: 'start' },
      onPremisesImmutableId: { type: 'String', filter: 'default' },
      onPremisesLastSyncDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
      onPremisesSamAccountName: { type: 'String', readOnly: true, filter: 'advanced' },
      onPremisesSecurityIdentifier: {
        type: 'String',
        readOnly: true,
        filter: 'default',
        filterNull: 'advanced',
      },
      onPremisesSyncEnabled: { type: 'Boolean', readOnly: true, filter: 'default', filterNull: 'advanced' },
      otherMails: { type: 'String', collection: true, filter: 'default', endsWith: true },
      passwordPolicies: { type: 'String', filterNull: 'advanced' },
      passwordProfile: { type: 'Complex', required: true, hide: ['password'] },
      postalCode: text('advanced', 40),
      proxyAddresses: {
        type: 'String',
        collection: true,
        readOnly: true,
        filter: 'default',
        endsWith: true,
        search: 'start',
      },
      securityIdentifier: { type: 'String', readOnly: true },
      showInAddressList: { type: 'Boolean', filter: 'advanced' },
      signInSessionsValidFromDateTime: { type: 'DateTimeOffset', readOnly: true },
      state: text('default', 128),
      streetAddress: text('advanced', 1024),
      usageLocation: text('default', 2),
      userType: {
        type: 'String',
        filter: 'default',
        filterNull: 'advanced',
        values: ['Member', 'Guest'],
        initial: 'Member',
      },
    }),
  },
  list: reading([
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ]),
  get: reading([
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ]),
  create: { access: WRITE, complete: newUser },
  update: { access: WRITE, complete: changedUser },
  delete: {
    access: writing(['User.DeleteRestore.All', 'User.ReadWrite.All'], ADMINISTRATORS.slice(0, 2)),
    check: checkAdministrator,
    soft: () => true,
  },
})

function selectOnly(properties: Readonly<Record<string, Property>>): Record<string, Property> {
  const entries = Object.entries(properties).map(([name, property]): [string, Property] => [
    name,
    { ...property, selectOnly: true },
  ])
  return Object.fromEntries(entries)
}

/** https://learn.microsoft.com/graph/api/user-post-users — no mailbox comes with it: that needs a licence. */
function newUser(turn: Turn, draft: Entity, { values }: Body): Entity {
  checkDomain(turn, draft.userPrincipalName)
  const password = passwordOf(values.passwordProfile)
  if (password === undefined) throw valueRequired('passwordProfile', 'User')
  return { ...draft, password, passwordProfile: shownProfile(values.passwordProfile) }
}

function changedUser(turn: Turn, before: Entity, after: Entity, { values }: Body): Entity {
  if (values.userPrincipalName !== undefined) checkDomain(turn, values.userPrincipalName)
  if (values.passwordProfile === undefined) return after
  const password = passwordOf(values.passwordProfile) ?? before.password
  return { ...after, password, passwordProfile: shownProfile(values.passwordProfile) }
}

/** Whoever holds a role can be removed only by those above it; here, by a Global Administrator (documented in outline). */
function checkAdministrator(turn: Turn, user: Entity): void {
  const { roles } = turn.grant
  if (roles.length === 0 || roles.includes(roleTemplate('Global Administrator'))) return
  if (turn.tenant.find('roleAssignments', 'principalId', idOf(user)).length > 0) throw requestDenied()
}

function checkDomain(turn: Turn, name: unknown): void {
  const [local, domain, ...rest] = String(name).split('@')
  if (!local || !domain || rest.length > 0 || !/^[A-Za-z0-9'._\-!#^~]+$/.test(local))
    throw valueInvalid('userPrincipalName', 'User')
  if (!turn.tenant.find('domains', 'id', domain).some(({ isVerified }) => isVerified))
    throw domainNotVerified()
}

function passwordOf(profile: unknown): string | undefined {
  if (typeof profile !== 'object' || profile === null) return undefined
  const password: unknown = Reflect.get(profile, 'password')
  return typeof password === 'string' && password !== '' && password.length <= 256 ? password : undefined
}

function shownProfile(profile: unknown): Entity {
  const forced = (name: string) =>
    typeof profile === 'object' && profile !== null && Reflect.get(profile, name) === true
  return {
    password: null,
    forceChangePasswordNextSignIn: forced('forceChangePasswordNextSignIn'),
    forceChangePasswordNextSignInWithMfa: forced('forceChangePasswordNextSignInWithMfa'),
  }
}

/** What goes with a user for good, when it leaves deletedItems. */
export function forgetUser(turn: Turn, id: string): void {
  for (const kind of ['groups/members', 'groups/owners']) removeHanging(turn, kind, 'memberId', id)
  for (const kind of ['roleAssignments', 'appRoleAssignments', 'oauth2PermissionGrants'])
    removeHanging(turn, kind, 'principalId', id)
}
