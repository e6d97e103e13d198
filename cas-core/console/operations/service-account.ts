/**
 * Service Account: the list, the role of the app, new tokens, and the upgrade.
 * Source: trend-vision-one-service-account-cloud-apps, trend-vision-one-revoking-access-office-365-services.
 */
import * as v from 'valibot'
import { ADD_CAPTION } from '../../profiles/screens/entrances.ts'
import { EXTEND_LINK } from '../../profiles/targets.ts'
import { directionsOf } from '../../service-accounts/inline/directions.ts'
import { alone } from '../../stages/outcome.ts'
import { beginRecreation } from '../../stages/recreate-token.ts'
import { viewRole as roleOf } from '../../stages/role.ts'
import { upgrade } from '../../stages/upgrade.ts'
import { shows, titleAt } from '../answer.ts'
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
import { INLINE_SERVICE, SERVICES } from '../services.ts'
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
      const accounts = (await placesIn(at, organization))
        .map((place) => accountShown(at, place))
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

/** An account disappears from the list as soon as its removal has succeeded (documented). */
function accountShown({ product }: At, { service, account }: Place) {
  const { ledger, kind } = account
  const status = serviceState(service.kind, ledger)
  const isAtWork = status === 'Granted' || status === 'Access token invalid'
  const isUpgradable = kind.actions.upgrade !== undefined && directionsOf(account) === 'inbound'
  return {
    service: service.name,
    status,
    links: [
      ...(isAtWork ? ['Recreate Access Token'] : []),
      ...(isAtWork && ledger.targets.isSelected
        ? ['Update Synchronized Users', EXTEND_LINK[product.settings.profile]]
        : []),
      ...(isAtWork && isUpgradable ? ['Upgrade for Outbound Protection'] : []),
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
    stageAt(at, { organization, service: INLINE_SERVICE }, ({ account }) =>
      alone(account, () => upgrade(account)),
    ),
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
]
