/**
 * Service Account: the list, and how an account is removed and cleaned up.
 * Source: trend-vision-one-service-account-cloud-apps, trend-vision-one-revoking-access-office-365-services.
 */
import * as v from 'valibot'
import { cleanUp as cleanUpStage } from '../../stages/cleanup.ts'
import { alone } from '../../stages/outcome.ts'
import { beginRecreation } from '../../stages/recreate-token.ts'
import { revoke } from '../../stages/revoke.ts'
import { upgrade } from '../../stages/upgrade.ts'
import { refuses, shows, stageAnswer } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'
import { ADMINISTRATOR, type Place, placeOf, placesIn, SERVICE_INPUT } from '../places.ts'
import { withdrawing } from '../scanning.ts'
import { serviceState } from '../service-state.ts'
import { INLINE_SERVICE } from '../services.ts'
import { isTenantFree, untieTenant } from '../tenant-tie.ts'

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
        .map(accountShown)
        .filter((account) => account.isListed)
      organizations.push({
        organization: organization.name,
        tenantId: organization.tenantId,
        accounts: accounts.map(({ isListed: _, ...account }) => account),
      })
    }
    return shows(at, { organizations })
  },
})

/** An account disappears from the list as soon as its removal has succeeded (documented). */
function accountShown({ service, account }: Place) {
  const status = serviceState(service.kind, account.ledger)
  return {
    service: service.name,
    status,
    appId: account.settings.application.clientId,
    isListed: status !== 'Not granted' && status !== 'Removed',
  }
}

const upgradeForOutbound = operation({
  name: 'upgradeForOutbound',
  screen: 'Service Account',
  does: 'Upgrade for Outbound Protection: an account with inbound protection alone gets the other direction.',
  who: 'administrator',
  input: v.strictObject({ organization: SERVICE_INPUT.organization }),
  repeatable: false,
  async run(at, { organization }) {
    const place = await placeOf(at, { organization, service: INLINE_SERVICE })
    if ('code' in place) return place
    return stageAnswer(at, await alone(place.account, () => upgrade(place.account)))
  },
})

const removeServiceAccount = operation({
  name: 'removeServiceAccount',
  screen: 'Service Account',
  does: 'Revokes access: what leads mail to the scanner goes, and what is to be cleaned up by hand stays.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { account } = place
    return stageAnswer(at, await alone(account, () => revoke(account, withdrawing(at, place))))
  },
})

const cleanUp = operation({
  name: 'cleanUp',
  screen: 'Service Account',
  does: 'Does the manual cleanup with the credentials of an administrator of the tenant.',
  who: 'administrator',
  input: v.strictObject({
    ...SERVICE_INPUT,
    administrator: ADMINISTRATOR,
  }),
  repeatable: true,
  async run(at, { administrator, ...input }) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { account, organization, service } = place
    if (organization.tenantId === undefined) return refuses(at, 'not granted', { service: service.name })
    const stage = await alone(account, () => cleanUpStage(account, administrator))
    if (stage.outcome === 'done' && (await isTenantFree(at, organization)))
      await untieTenant(at, organization)
    return stageAnswer(at, stage)
  },
})

const beginRecreateToken = operation({
  name: 'beginRecreateToken',
  screen: 'Service Account',
  does: 'Begins to recreate the access token: the permissions are then given again, as in a grant.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    return stageAnswer(at, await alone(place.account, () => beginRecreation(place.account)))
  },
})

export const SERVICE_ACCOUNT: readonly AnyOperation[] = [
  listServiceAccounts,
  beginRecreateToken,
  upgradeForOutbound,
  removeServiceAccount,
  cleanUp,
]
