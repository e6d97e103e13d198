/** Actions of users: manager, sessions, licences. */
import type { Entity } from '../../base.ts'
import { hash32, seededIds } from '../../seeded-ids.ts'
import type { Answer } from '../../wire.ts'
import { record } from '../applications/credentials.ts'
import { reading, writing } from '../authorization/access.ts'
import { sightOf } from '../authorization/sight.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import { READ_RELATED, users } from '../resources/users.ts'
import { schemaOf } from '../schema.ts'
import { answerList } from '../verbs/collection.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import { answerEntity } from '../verbs/operations.ts'
import { noContent } from '../wire/answer.ts'
import { referenceIn } from '../wire/body.ts'
import {
  licenceNotHeld,
  licencesSpent,
  licenceUnknown,
  referenceInvalid,
  resourceNotFound,
  usageLocationMissing,
  valueInvalid,
} from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'
import { type Action, answerDirectoryObject, answerValue, idsIn, parametersOf } from './action.ts'
import { openExtensionActions } from './openExtensions.ts'

const WRITE_MANAGER = writing(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ['users/manager/update'])
const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

const LICENCE_DETAILS = schemaOf('licenseDetails', {
  id: { type: 'String' },
  skuId: { type: 'Guid' },
  skuPartNumber: { type: 'String' },
  servicePlans: { type: 'Complex', collection: true },
})

const licences = parametersOf('assignLicense', {
  addLicenses: { type: 'Complex', collection: true, required: true },
  removeLicenses: { type: 'Guid', collection: true, required: true },
})

export const userActions: readonly Action[] = [
  ...openExtensionActions(
    users,
    READ_RELATED,
    writing(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ['users/basic/update']),
  ),
  {
    method: 'GET',
    path: 'users/{id}/manager',
    access: READ_RELATED,
    ...page('user-list-manager'),
    run: getManager,
  },
  {
    method: 'PUT',
    path: 'users/{id}/manager/$ref',
    access: WRITE_MANAGER,
    ...page('user-post-manager'),
    run: setManager,
  },
  {
    method: 'DELETE',
    path: 'users/{id}/manager/$ref',
    access: WRITE_MANAGER,
    ...page('user-delete-manager'),
    run: removeManager,
  },
  {
    method: 'POST',
    path: 'users/{id}/revokeSignInSessions',
    access: writing(
      ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['users/invalidateAllRefreshTokens'],
    ),
    ...page('user-revokesigninsessions'),
    run: revokeSessions,
  },
  {
    method: 'GET',
    path: 'users/{id}/licenseDetails',
    access: reading([
      'LicenseAssignment.Read.All',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ]),
    ...page('user-list-licensedetails'),
    run: listLicences,
  },
  {
    method: 'POST',
    path: 'users/{id}/assignLicense',
    access: writing(
      ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['users/assignLicense'],
    ),
    ...page('user-assignlicense'),
    run: assignLicense,
  },
]

function getManager(turn: Turn): Answer {
  const user = getByPath(turn, users)
  const [found] = users.navigations?.manager?.reach(turn, user) ?? []
  // That the text has the navigation's name in place of the id is inferred.
  if (!found) throw resourceNotFound('manager')
  return answerDirectoryObject(turn, users, sightOf(turn)(found.kind, found.entity))
}

/** A manager can be a user or a contact, but not the user itself (documented; the text is inferred). */
function setManager(turn: Turn): Answer {
  const user = getByPath(turn, users)
  const managerId = referenceIn(turn.arrival)
  const found = findPrincipal(turn.tenant, managerId)
  if (!found) throw resourceNotFound(managerId)
  if (found.kind !== 'users' || managerId === idOf(user)) throw referenceInvalid('manager')
  const before = turn.tenant.get('users/manager', idOf(user))
  if (before?.managerId !== managerId)
    turn.tenant.commit(turn.write, 'users/manager', idOf(user), { id: idOf(user), managerId })
  return noContent(turn)
}

function removeManager(turn: Turn): Answer {
  const user = getByPath(turn, users)
  if (!turn.tenant.get('users/manager', idOf(user))) throw resourceNotFound('manager')
  turn.tenant.commit(turn.write, 'users/manager', idOf(user), undefined)
  return noContent(turn)
}

function revokeSessions(turn: Turn): Answer {
  const user = getByPath(turn, users)
  const after = { ...user, signInSessionsValidFromDateTime: timeOf(turn) }
  turn.tenant.commit(turn.write, 'users', idOf(user), after)
  return answerValue(turn, 'Edm.Boolean', true)
}

const heldBy = (user: Entity): Entity[] =>
  Array.isArray(user.assignedLicenses) ? user.assignedLicenses.map(record) : []

/** The id's rule is ours (inferred from its length alone). */
function listLicences(turn: Turn): Answer {
  const user = getByPath(turn, users)
  const rows = heldBy(user).flatMap(({ skuId, disabledPlans }): Entity[] => {
    const sku = skuOf(turn, String(skuId))
    if (!sku) return []
    const disabled = new Set(idsIn(disabledPlans))
    const servicePlans = plansOf(sku).map((plan) => ({
      ...plan,
      provisioningStatus: disabled.has(String(plan.servicePlanId)) ? 'Disabled' : 'Success',
    }))
    const id = seededIds(`licence ${hash32(idOf(user))} ${skuId}`).uuid()
    return [{ id, skuId, skuPartNumber: sku.skuPartNumber, servicePlans }]
  })
  const context = `users('${idOf(user)}')/licenseDetails`
  return answerList(turn, { schema: LICENCE_DETAILS, context, cost: 1, rows: () => rows })
}

/** https://learn.microsoft.com/graph/api/user-assignlicense — texts of the refusals are inferred. */
function assignLicense(turn: Turn): Answer {
  const user = getByPath(turn, users)
  const { addLicenses, removeLicenses } = licences(turn)
  const added = (Array.isArray(addLicenses) ? addLicenses : []).map(licenceIn)
  const removed = idsIn(removeLicenses)
  const before = heldBy(user)
  const has = (skuId: string) => before.some((one) => one.skuId === skuId)
  for (const skuId of removed) if (!has(skuId)) throw licenceNotHeld()
  if (added.length > 0 && !user.usageLocation) throw usageLocationMissing()
  for (const { skuId, disabledPlans } of added) {
    const sku = skuOf(turn, skuId)
    if (!sku || removed.includes(skuId)) throw licenceUnknown(skuId)
    if (!has(skuId) && Number(sku.consumedUnits) >= Number(record(sku.prepaidUnits).enabled))
      throw licencesSpent(skuId)
    const plans = new Set(plansOf(sku).map(({ servicePlanId }) => servicePlanId))
    if (disabledPlans.some((plan) => !plans.has(plan))) throw valueInvalid('disabledPlans', 'AssignedLicense')
  }
  const gone = new Set([...removed, ...added.map(({ skuId }) => skuId)])
  const assignedLicenses = [...before.filter(({ skuId }) => !gone.has(String(skuId))), ...added]
  const after = { ...user, assignedLicenses }
  turn.tenant.commit(turn.write, 'users', idOf(user), after)
  for (const { skuId } of added) if (!has(skuId)) count(turn, skuId, 1)
  for (const skuId of removed) count(turn, skuId, -1)
  return answerEntity(turn, users, after)
}

function licenceIn(sent: unknown): { skuId: string; disabledPlans: string[] } {
  const { skuId, disabledPlans } = record(sent)
  if (typeof skuId !== 'string' || skuId.length > 64) throw valueInvalid('skuId', 'AssignedLicense')
  return { skuId: skuId.toLowerCase(), disabledPlans: [...new Set(idsIn(disabledPlans))] }
}

function count(turn: Turn, skuId: string, by: number): void {
  const sku = skuOf(turn, skuId)
  if (!sku) return
  const after = { ...sku, consumedUnits: Math.max(0, Number(sku.consumedUnits) + by) }
  turn.tenant.commit(turn.write, 'subscribedSkus', idOf(sku), after, true)
}

const skuOf = ({ tenant }: Turn, skuId: string): Entity | undefined =>
  tenant.find('subscribedSkus', 'skuId', skuId)[0]

const plansOf = ({ servicePlans }: Entity): Entity[] =>
  Array.isArray(servicePlans) ? servicePlans.map(record) : []
