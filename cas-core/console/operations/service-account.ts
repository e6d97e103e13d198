/**
 * Service Account: the list, the role of the app, new tokens, and the upgrade.
 * Source: trend-vision-one-service-account-cloud-apps, trend-vision-one-revoking-access-office-365-services.
 */
import * as v from 'valibot'
import { ADD_CAPTION } from '../../profiles/screens/entrances.ts'
import { EXTEND_LINK } from '../../profiles/targets.ts'
import { directionsOf } from '../../service-accounts/inline/directions.ts'
import { migrate } from '../../stages/former/migrate.ts'
import { alone } from '../../stages/outcome.ts'
import { beginRecreation } from '../../stages/recreate-token.ts'
import { viewRole as roleOf } from '../../stages/role.ts'
import { upgrade } from '../../stages/upgrade.ts'
import { shows, titleAt } from '../answer.ts'
import { enterFormerMet } from '../former.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import {
  ADMINISTRATOR,
  grantedIn,
  ORGANIZATION_INPUT,
  organizationIn,
  type Place,
  placesIn,
  SERVICE_INPUT,
  stageAt,
} from '../places.ts'
import { isFree, serviceState } from '../service-state.ts'
import { FORMER, INLINE_SERVICE, SERVICES } from '../services.ts'
import { tenantShown } from '../tenant-name.ts'

const listServiceAccounts = operation({
  name: 'listServiceAccounts',
  screen: 'Service Account',
  does: 'Lists the service accounts, grouped by organization.',
  who: 'administrator',
  input: v.strictObject({}),
  repeatable: true,
  async run(at) {
    const organizations = []
    for (const organization of at.company.memory.organizations) {
      const places = await placesIn(at, organization)
      const isMigratable = [INLINE_SERVICE, FORMER.name].every((name) => places.some(isAtWork(name)))
      const accounts = places
        .map((place) => accountShown(at, place, isMigratable))
        .filter((account) => account.isListed)
      organizations.push({
        organization: organization.name,
        ...tenantShown(organization),
        accounts: accounts.map(({ isListed: _, ...account }) => account),
      })
    }
    return shows(at, { organizations })
  },
})

/** Whether an account of the service has access. */
const isAtWork =
  (name: string) =>
  ({ service, account }: Place): boolean =>
    service.name === name && AT_WORK.has(serviceState(service.kind, account.ledger))

const AT_WORK: ReadonlySet<string> = new Set(['Granted', 'Access token invalid'])

/**
 * An account disappears from the list as soon as its removal has succeeded (documented). Where both former features stand,
 * the pages name the migration in place of the upgrade; its link is that of the pages for accounts of another kind (proposed).
 */
function accountShown({ product }: At, { service, account }: Place, isMigratable: boolean) {
  const { ledger, kind } = account
  const status = serviceState(service.kind, ledger)
  const isWorking = AT_WORK.has(status)
  const isUpgradable = kind.actions.upgrade !== undefined && directionsOf(account) === 'inbound'
  return {
    service: service.name,
    status,
    links: [
      ...(isWorking && !kind.isFormer ? ['Recreate Access Token'] : []),
      ...(isWorking && ledger.targets.isSelected
        ? ['Update Synchronized Users', EXTEND_LINK[product.settings.profile]]
        : []),
      ...(isWorking && isUpgradable && !isMigratable ? ['Upgrade for Outbound Protection'] : []),
      ...(kind.isFormer && isMigratable ? ['Migration Available'] : []),
      ...(status === 'Removing' ? ['Details'] : []),
    ],
    appId: account.settings.application.clientId,
    isListed: !isFree(status),
  }
}

const viewServicesToAdd = operation({
  name: 'viewServicesToAdd',
  screen: 'Service Account',
  does: 'Add: lists the services of an organization; those that have access already cannot be chosen.',
  who: 'administrator',
  input: v.strictObject(ORGANIZATION_INPUT),
  repeatable: true,
  async run(at, input) {
    const organization = organizationIn(at, input.organization)
    if ('code' in organization) return organization
    const granted = await grantedIn(at, organization.id)
    const listed = SERVICES.filter(({ after }) => after?.some((one) => granted.includes(one)) !== false)
    return shows(at, {
      organization: organization.name,
      caption: ADD_CAPTION,
      // documented: a service that has access is greyed out
      services: listed.map(({ name }) => ({ service: name, isOffered: !granted.includes(name) })),
    })
  },
})

const upgradeForOutbound = operation({
  name: 'upgradeForOutbound',
  screen: 'Service Account',
  does: 'Upgrade for Outbound Protection: an account with inbound protection alone gets the other direction.',
  who: 'administrator',
  input: v.strictObject(ORGANIZATION_INPUT),
  repeatable: false,
  run: (at, { organization }) =>
    stageAt(at, { organization, service: INLINE_SERVICE }, async (place) => {
      const { account } = place
      const stage = await alone(account, () => upgrade(account))
      await enterFormerMet(at, place, stage)
      return stage
    }),
})

const migrateOutboundProtection = operation({
  name: 'migrateOutboundProtection',
  screen: 'Service Account',
  does: 'Migrating Outbound Protection: inline mode takes outgoing mail over from Exchange Mail Flow, which is removed.',
  who: 'administrator',
  input: v.strictObject(ORGANIZATION_INPUT),
  repeatable: true,
  run: (at, input) =>
    stageAt(at, { ...input, service: INLINE_SERVICE }, async ({ account, organization }) => {
      const former = await at.product.account(at.company, organization.id, FORMER)
      return alone(account, () => migrate(account, former))
    }),
})

const viewRole = operation({
  name: 'viewRole',
  screen: 'Grant Access',
  does: 'Shows whether the Exchange administrator role of the app is in effect, and else why not.',
  who: 'administrator',
  input: v.strictObject({
    ...ORGANIZATION_INPUT,
    administrator: v.exactOptional(ADMINISTRATOR),
  }),
  repeatable: true,
  run: (at, { organization, administrator }) =>
    stageAt(at, { organization, service: INLINE_SERVICE }, ({ account }) =>
      alone(account, () => roleOf(account, administrator)),
    ),
})

const beginRecreateToken = operation({
  name: 'beginRecreateToken',
  screen: 'Service Account',
  does: 'Begins to recreate the access token: the permissions are then given again, as in a grant.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  run: (at, input) =>
    stageAt(at, input, ({ account }) => alone(account, () => beginRecreation(account)), {
      title: titleAt(at, 'Recreate Access Token', input.service),
    }),
})

export const SERVICE_ACCOUNT: readonly AnyOperation[] = [
  viewRole,
  listServiceAccounts,
  viewServicesToAdd,
  beginRecreateToken,
  upgradeForOutbound,
  migrateOutboundProtection,
]
