/** A removal of a service account, which a Global Administrator of the tenant has to want. */
import { signInPage } from '../microsoft/entra/sign-in.ts'
import type { AdministratorCredential } from '../microsoft/token.ts'
import { proveAdministrator } from '../stages/administrator.ts'
import { removeFormer } from '../stages/former/remove.ts'
import { alone, outcome, reading } from '../stages/outcome.ts'
import { isRevocable, revoke } from '../stages/revoke.ts'
import { stageAnswer, titleAt } from './answer.ts'
import { stateOf } from './consent-state.ts'
import type { Answer, At } from './operation.ts'
import type { Place } from './places.ts'
import { withdrawing } from './scanning.ts'
import { signInAt } from './signing-in.ts'

/** Stands in a state in the place of a consent's purpose. */
export const REMOVAL = 'removal'

/** @param administrator the credentials that were typed; undefined where none were */
export async function remove(
  at: At,
  place: Place,
  administrator: AdministratorCredential | undefined,
): Promise<Answer> {
  const { account } = place
  // where nothing can be removed, nobody is asked; what stands of the former account, only the tenant knows
  if (!account.kind.isFormer && !isRevocable(account)) return removed(at, place)
  if (!administrator) return administratorAsked(at, place)
  const proof = await reading(account, () => proveAdministrator(account, administrator))
  return proof.outcome === 'done' ? removed(at, place, administrator) : stageAnswer(at, proof)
}

/** Revokes access, wanted by a person who may. @param administrator whose rights are used where the application’s do not suffice */
export async function removed(
  at: At,
  place: Place,
  administrator?: AdministratorCredential,
): Promise<Answer> {
  const { account } = place
  const stage = await alone(account, () =>
    account.kind.isFormer ? removeFormer(account, administrator) : revoke(account, withdrawing(at, place)),
  )
  return stageAnswer(at, stage)
}

/** The fields of the screen, or the address at which the person signs in, for those whose password is not enough. */
async function administratorAsked(at: At, place: Place): Promise<Answer> {
  const { company, product } = at
  const { organization, service, account } = place
  const { clock, ids } = product.ports
  const state = stateOf(product.settings.vendorKey, {
    account: company.accountName(organization.id, service.kind.name),
    purpose: REMOVAL,
    grant: account.ledger.grant.count,
    signIn: { tenantId: account.settings.tenantId, since: clock.now(), once: ids.uuid() },
  })
  return stageAnswer(at, outcome('pending', { code: 'administrator needed', data: {} }), {
    title: titleAt(at, 'Remove Service Account', service.name),
    url: await signInPage(product.ports, signInAt(at, place, state)),
  })
}
