/**
 * How a service account is removed, and the cleanup that the pages leave to an administrator.
 * Source: trend-vision-one-revoking-access-office-365-services, trend-vision-one-changes-inline-protection.
 */
import * as v from 'valibot'
import { wordedCleanupItem } from '../../profiles/cleanup.ts'
import { screenMessage } from '../../profiles/screens/index.ts'
import { checkCleanup } from '../../stages/check-cleanup.ts'
import { cleanUp as cleanUpStage } from '../../stages/cleanup.ts'
import { alone } from '../../stages/outcome.ts'
import { viewRemoval as removalOf, removeByForce } from '../../stages/removal.ts'
import { refuses, shows, stageAnswer, titleAt } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { ACCOUNT_INPUT, ADMINISTRATOR, type Place, placeOf, SERVICE_INPUT } from '../places.ts'
import { remove } from '../removing.ts'
import { isFree, serviceState } from '../service-state.ts'
import { isTenantFree, untieTenant } from '../tenant-tie.ts'

const removeServiceAccount = operation({
  name: 'removeServiceAccount',
  screen: 'Service Account',
  does: 'Revokes access, which a Global Administrator of the tenant has to want. By force, what the product keeps is removed, and the tenant is not called.',
  who: 'administrator',
  input: v.strictObject({
    ...ACCOUNT_INPUT,
    force: v.optional(v.boolean(), false),
    /** Of a Global Administrator; their rights are used where the application may not work in the tenant any more. */
    administrator: v.exactOptional(ADMINISTRATOR),
  }),
  repeatable: true,
  async run(at, { force, administrator, ...input }) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { account, service, organization } = place
    const isUnknown = service.kind.isFormer && organization.tenantId === undefined
    if (isUnknown) return refuses(at, 'not granted', { service: service.name })
    if (!force) return remove(at, place, administrator)
    const stage = await alone(account, () => removeByForce(account))
    if (stage.outcome === 'done') await untieWhereFree(at, place)
    return stageAnswer(at, stage)
  },
})

async function untieWhereFree(at: At, { organization }: Place): Promise<void> {
  if (await isTenantFree(at, organization)) await untieTenant(at, organization)
}

const viewRemovalWarnings = operation({
  name: 'viewRemovalWarnings',
  screen: 'Service Account',
  does: 'Tells what a removal ends, before it begins.',
  who: 'administrator',
  input: v.strictObject(ACCOUNT_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { service, account } = place
    if (isFree(serviceState(service.kind, account.ledger)))
      return refuses(at, 'not granted', { service: service.name })
    const { profile } = at.product.settings
    return shows(at, {
      title: titleAt(at, 'Remove Service Account', service.name),
      warnings: (WARNINGS[service.kind.name] ?? API_WARNINGS).map((code) => screenMessage(profile, code, {})),
    })
  },
})

type Warning = 'quarantine first' | 'quarantine logs first' | 'automation ends' | 'outbound quarantine first'

const API_WARNINGS: readonly Warning[] = ['quarantine logs first']

/** By kind of account; of the others no page says more than of API mode. */
const WARNINGS: Readonly<Partial<Record<string, readonly Warning[]>>> = {
  inline: ['quarantine first'],
  api: [...API_WARNINGS, 'automation ends'],
  'former outbound': ['outbound quarantine first'],
}

const viewRemoval = operation({
  name: 'viewRemoval',
  screen: 'Service Account',
  does: 'Details: the steps of a removal, the status of each, and the estimated time left.',
  who: 'administrator',
  input: v.strictObject(ACCOUNT_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { service, account } = place
    const removal = removalOf(account)
    if (!removal) return refuses(at, 'not being removed', { service: service.name })
    return shows(at, { title: titleAt(at, 'Remove Service Account', service.name), ...removal })
  },
})

const viewCleanup = operation({
  name: 'viewCleanup',
  screen: 'Service Account',
  does: 'Shows what is left to clean up by hand, and where; each item is looked for in the tenant.',
  who: 'administrator',
  input: v.strictObject({ ...SERVICE_INPUT, administrator: v.exactOptional(ADMINISTRATOR) }),
  repeatable: true,
  async run(at, { administrator, ...input }) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { account, organization, service } = place
    if (organization.tenantId === undefined) return refuses(at, 'not granted', { service: service.name })
    const stage = await alone(account, () => checkCleanup(account, administrator))
    if (stage.outcome === 'done') await untieWhereFree(at, place)
    const items = stage.code === 'left to clean up' ? stage.data.items.map(wordedCleanupItem) : []
    return stageAnswer(at, stage, { items })
  },
})

const cleanUp = operation({
  name: 'cleanUp',
  screen: 'Service Account',
  does: 'Does the manual cleanup with the credentials of an administrator of the tenant.',
  who: 'administrator',
  input: v.strictObject({ ...SERVICE_INPUT, administrator: ADMINISTRATOR }),
  repeatable: true,
  async run(at, { administrator, ...input }) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { account, organization, service } = place
    if (organization.tenantId === undefined) return refuses(at, 'not granted', { service: service.name })
    const stage = await alone(account, () => cleanUpStage(account, administrator))
    if (stage.outcome === 'done') await untieWhereFree(at, place)
    return stageAnswer(at, stage)
  },
})

export const REMOVAL: readonly AnyOperation[] = [
  viewRemovalWarnings,
  removeServiceAccount,
  viewRemoval,
  viewCleanup,
  cleanUp,
]
